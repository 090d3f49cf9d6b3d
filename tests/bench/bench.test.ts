import { readFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { runCommand } from "../setup/child-process";
import { alternate, inParallel } from "./group";
import { readArguments } from "./options";
import { type Figure, type Goal, median, type Sample, summarise } from "./statistics";
import { renderMarkdown, renderTable } from "./table";

const figureOf = (samples: readonly Sample[], goal?: Goal): Figure => ({
  group: "plan",
  name: "one plan",
  subject: "a plan",
  baseline: "a copy",
  unit: "ms",
  samples,
  ...(goal === undefined ? {} : { goal }),
});

describe("statistics", () => {
  test.each([
    [[3], 3],
    [[9, 1, 4], 4],
    [[10, 1, 2, 4], 3],
  ])("the median of %p is %p", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test("no values have no median", () => {
    expect(() => median([])).toThrow("no median");
  });

  test("ratios are taken within each repetition, not between medians", () => {
    const samples = [
      { subject: 2, baseline: 1 },
      { subject: 30, baseline: 10 },
      { subject: 4, baseline: 4 },
    ];
    expect(summarise(figureOf(samples))).toEqual({
      subject: 4,
      baseline: 4,
      ratio: 2,
      ratioLow: 1,
      ratioHigh: 3,
      isMet: undefined,
    });
  });

  test("nothing where nothing was needed is a ratio of one", () => {
    expect(summarise(figureOf([{ subject: 0, baseline: 0 }])).ratio).toBe(1);
  });

  test.each<[Goal, boolean]>([
    [{ of: "ratio", bound: "most", value: 1.5 }, true],
    [{ of: "ratio", bound: "most", value: 1.4 }, false],
    [{ of: "ratio", bound: "least", value: 1.5 }, true],
    [{ of: "ratio", bound: "least", value: 1.6 }, false],
    [{ of: "subject", bound: "most", value: 30 }, true],
    [{ of: "subject", bound: "most", value: 29 }, false],
    [{ of: "difference", bound: "most", value: 10 }, true],
    [{ of: "difference", bound: "most", value: 9 }, false],
  ])("of 30 against 20 the goal %p is met: %p", (goal, met) => {
    expect(summarise(figureOf([{ subject: 30, baseline: 20 }], goal)).isMet).toBe(met);
  });
});

describe("the table", () => {
  const figures: readonly Figure[] = [
    figureOf([{ subject: 1234.5, baseline: 0.5 }]),
    {
      ...figureOf([{ subject: 1, baseline: 2 }], { of: "ratio", bound: "most", value: 1 }),
      group: "pace",
      name: "share",
    },
  ];

  test("has a heading, the groups and a line for each figure", () => {
    expect(renderTable(figures)).toBe(
      [
        "figure    measured  baseline  ratio     low–high   goal",
        "",
        "plan",
        "one plan  1,235 ms    0.5 ms  2,469  2,469–2,469",
        "",
        "pace",
        "share         1 ms      2 ms    0.5      0.5–0.5  ≤ 1 ×  met",
      ].join("\n"),
    );
  });

  test("says in Markdown what is compared with what", () => {
    expect(renderMarkdown(figures).split("\n").at(-1)).toBe(
      "| pace | share | 1 ms (a plan) | 2 ms (a copy) | 0.5 | 0.5–0.5 | ≤ 1 × met |",
    );
  });
});

describe("measuring", () => {
  test("subject and baseline take turns in coming first", async () => {
    const order: string[] = [];
    const note = (who: string) => (repetition: number) => {
      order.push(who);
      return repetition;
    };
    expect(await alternate(2, note("subject"), note("baseline"))).toEqual([
      { subject: 0, baseline: 0 },
      { subject: 1, baseline: 1 },
    ]);
    expect(order).toEqual(["subject", "baseline", "baseline", "subject"]);
  });

  test("work in parallel is done once for each item and never more at a time", async () => {
    const done: number[] = [];
    let underWay = 0;
    let most = 0;
    await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });
});

describe("the command line", () => {
  const read = (...args: readonly string[]) => readArguments(args, ["plan", "pace"]);

  test("runs every group three times by default, and once if it is to be quick", () => {
    const request = { only: [], isQuick: false, repetitions: 3, out: undefined };
    expect(read()).toEqual({ kind: "run", request: { ...request, markdown: undefined } });
    expect(read("--quick")).toMatchObject({ request: { isQuick: true, repetitions: 1 } });
  });

  test.each([
    [["--only", "nothing"], "there is no group nothing"],
    [["--repetitions", "0"], "--repetitions must be a whole number"],
    [["--repetitions", "many"], "--repetitions must be a whole number"],
    [["--fast"], "--fast"],
  ])("%p is refused with the reason and the usage", (args, reason) => {
    const line = read(...args);
    expect(line).toMatchObject({ kind: "wrong" });
    expect(line.kind === "wrong" && line.text).toContain(reason);
    expect(line.kind === "wrong" && line.text).toContain("usage: npm run bench");
  });
});

test("npm run bench -- --quick --only plan prints the table and writes the figures", async () => {
  const project = path.resolve(__dirname, "..", "..");
  const out = path.join(temporaryDirectory("bench"), "figures.json");
  const bootstrap = path.join(project, "tests", "setup", "bootstrap.mjs");
  const args = [bootstrap, "bench", "--quick", "--only", "plan", "--out", out];
  const { exitCode, stdout } = await runCommand(process.execPath, args, { cwd: project });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^figure +measured +baseline +ratio/);
  const { figures, machine } = JSON.parse(readFileSync(out, "utf8"));
  expect(figures.map(({ name }: Figure) => name)).toEqual([
    "one plan",
    "one plan, shared",
    "growth",
    "growth, shared",
    "ceiling",
  ]);
  expect(Object.keys(machine)).not.toContain("hostname");
}, 120_000);
