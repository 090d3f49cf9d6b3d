import { readFileSync } from "node:fs";
import { judge } from "../../provider/report/judge/judge";
import { lookAtSessions } from "../../provider/report/look/look";
import { readOperation } from "../../provider/report/read/read-operation";
import { renderMarkdown } from "../../provider/report/render/markdown";
import { renderText } from "../../provider/report/render/text";
import type { Report } from "../../provider/report/report";
import { closeWorlds, startFleetWorld } from "../fleet/world";
import { recorded } from "../unit/report/reading";
import { mixedSeeds } from "./mixed-change";

/*
 * Two hundred sessions with the same change, and three with another: of the recorded mixed change, billing's part stands
 * for each of the many, and those of research, nightly and migration for the odd ones.
 */
const odd = { research: "desk-117", nightly: "desk-163", migration: "desk-058" } as const;
const names = Array.from({ length: 200 }, (_, n) => `desk-${String(n + 1).padStart(3, "0")}`);
const roleOf = (name: string): string =>
  Object.entries(odd).find(([, is]) => is === name)?.[0] ?? "billing";

function log(): string {
  const lines = readFileSync(recorded("native-preview.events.jsonl"), "utf8").trimEnd().split("\n");
  return lines
    .flatMap((line) => {
      const about = /SessionOverrides::(\w+)/.exec(line)?.[1];
      if (about === undefined) return [line];
      return names
        .filter((name) => roleOf(name) === about)
        .map((name) =>
          line.replaceAll(`::${about}`, `::${name}`).replaceAll(`sesn_${about}`, `sesn_${name}`),
        );
    })
    .join("\n");
}

const asking = {
  tools: [
    {
      type: "agent_toolset_20260401",
      configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
    },
  ],
};

async function* once(text: string) {
  yield text;
}

async function report() {
  const world = await startFleetWorld();
  const seedOf = (role: string) => mixedSeeds.find(({ id }) => id === `sesn_${role}`);
  for (const name of names) {
    const seed = seedOf(roleOf(name));
    if (seed) world.emulator.seed({ ...seed, id: `sesn_${name}` });
    if (name !== odd.research && name !== odd.nightly) world.emulator.edit(`sesn_${name}`, asking);
  }
  for (const n of [57, 22, 140]) world.emulator.startTurn(`sesn_${names[n] ?? ""}`);
  const operation = await readOperation(once(log()), "input");
  const looks = await lookAtSessions(operation, world.dependencies, {
    timeoutMs: 60_000,
    timeOfDay: () => 1.8e12 + world.clock.now() + 12 * 60_000,
  });
  return judge([{ operation, looks }], "Managed agents: review");
}

let looked: Report;
beforeAll(async () => {
  looked = await report();
}, 120_000);
afterAll(closeWorlds);

test("each of them stands in a row of its own, before the many", () => {
  const { stacks } = looked;
  const rows = stacks.flatMap(({ sections }) =>
    sections.flatMap(({ name, rows: [first] }) =>
      first === undefined ? [] : [[name, first.subjects.map(({ resource }) => resource)] as const],
    ),
  );
  expect(Object.fromEntries(rows)).toEqual({
    ends: [odd.migration],
    loosens: [odd.research],
    newHosts: [odd.research],
    drift: [odd.nightly],
    interrupts: [odd.migration],
    waits: ["desk-023", "desk-141"],
  });
});

test.each([
  [
    "markdown",
    renderMarkdown,
    /^\| \*\*197 sessions\*\*, all but (.*?) \| .*bash: always_ask → always_allow/m,
  ],
  [
    "text",
    renderText,
    /^ {2}197 sessions, all but (.*?): .*\n {4}bash: always_ask → always_allow/m,
  ],
])("as %s the row of the many names who is not among them", (_, render, pattern) => {
  const [, named = ""] = pattern.exec(render(looked, 65_000)) ?? [];
  expect(named.match(/desk-\d+/g)).toEqual([odd.migration, odd.research, odd.nightly]);
});

test("what there is to look for and is in none of them is said", () => {
  const { stacks } = looked;
  expect(stacks.map(({ nothingIn }) => nothingIn)).toEqual([["others"]]);
  expect(renderText(looked, 65_000)).toContain(
    "No session has entries of others that are touched.",
  );
});
