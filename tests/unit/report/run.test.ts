import { run } from "../../../provider/report/run";
import { inputs, stepEvent } from "./reading";

const files: Readonly<Record<string, string>> = {
  "same.json": stepEvent("same", "a", { old: inputs("a", "auto"), next: inputs("a", "auto") }),
  "ends.json": stepEvent("delete", "b", { old: inputs("b", "auto") }),
  "bad.json": "not a preview",
};

async function* textOf(file: string) {
  const text = files[file === "-" ? "same.json" : file];
  if (text === undefined) {
    throw Object.assign(new Error(`ENOENT: no such file, open '${file}'`), { syscall: "open" });
  }
  yield text;
}

async function ran(...args: readonly string[]) {
  const told = { printed: "", complained: "" };
  const exitCode = await run(args, {
    version: "1.2.3",
    isTerminal: false,
    open: textOf,
    pipeline: { environment: {}, readFile: () => "{}", appendFile: () => {} },
    look: async () => new Map(),
    print: (text) => {
      told.printed += text;
    },
    complain: (text) => {
      told.complained += text;
    },
  });
  return { exitCode, ...told };
}

describe("exit codes", () => {
  test.each([
    [0, ["same.json"]],
    [0, []],
    [0, ["ends.json"]],
    [0, ["--fail-on", "ends,drift", "same.json"]],
    [3, ["--fail-on", "drift,ends", "ends.json"]],
    [3, ["--fail-on", "loosens", "--fail-on", "ends", "same.json", "ends.json"]],
    [2, ["bad.json"]],
    [2, ["none.json"]],
    [2, ["same.json", "bad.json"]],
    [2, ["--fail-on", "everything", "same.json"]],
    [2, ["--format", "html", "same.json"]],
    [2, ["--max-bytes", "5", "same.json"]],
    [2, ["--post", "forge", "same.json"]],
    [2, ["--pr", "zero", "same.json"]],
    [4, ["--post", "gitlab", "--pr", "1", "same.json"]],
    [0, ["--post", "gitlab", "same.json"]],
    [2, ["--nonsense"]],
    [0, ["--help"]],
    [0, ["--version"]],
  ])("%d of %j", async (exitCode, args) => {
    expect((await ran(...args)).exitCode).toBe(exitCode);
  });
});

test("a gate says which words it stopped at, after the report", async () => {
  const { printed, complained } = await ran("--fail-on", "ends", "ends.json");
  expect(printed).toContain("1 ended for good");
  expect(complained).toBe("stopped by --fail-on: ends\n");
});

test("a file that cannot be read is named, and nothing is written", async () => {
  expect(await ran("none.json")).toEqual({
    exitCode: 2,
    printed: "",
    complained: "none.json cannot be read: ENOENT: no such file, open 'none.json'\n",
  });
});

test("the format is Markdown where it is not a terminal, and what is asked for", async () => {
  expect((await ran("same.json")).printed).toMatch(/^## `/);
  expect((await ran("--format", "text", "same.json")).printed).toMatch(/^Managed agents: review\n/);
  expect(JSON.parse((await ran("--format", "json", "same.json")).printed)).toMatchObject({
    version: 1,
  });
});

test("what others wrote is no command for the runner that prints it, and stays what it is in JSON", async () => {
  const title = "##[error]::";
  expect((await ran(`${title}.json`)).complained).toMatch(/^#\\u\{23\}\[error\]::.json cannot/);
  const { printed } = await ran("--format", "json", "--title", title, "same.json");
  expect(printed).not.toContain("##[");
  expect(JSON.parse(printed)).toMatchObject({ title });
});

test("the help names every option that there is", async () => {
  const { printed } = await ran("--help");
  for (const option of [
    "--look",
    "--look-timeout",
    "--post",
    "--pr",
    "--format",
    "--title",
    "--max-bytes",
    "--fail-on",
    "--help",
    "--version",
  ]) {
    expect(printed).toContain(option);
  }
});
