import { readFileSync } from "node:fs";
import path from "node:path";
import { judge } from "../../provider/report/judge/judge";
import { lookAtSessions } from "../../provider/report/look/look";
import { renderMarkdown } from "../../provider/report/render/markdown";
import { renderText } from "../../provider/report/render/text";
import { closeWorlds, startFleetWorld } from "../fleet/world";
import { readRecorded } from "../unit/report/reading";
import { behindTheStack, deployFirst, mixedSeeds } from "./mixed-change";

afterEach(closeWorlds);

const read = (file: string) => readFileSync(path.resolve(__dirname, "../..", file), "utf8");
const page = read("docs/review.md");

/** What stands on the page between the marks of this name. */
function shownAs(name: string): string {
  const [, shown = ""] = page.split(new RegExp(`<!-- ${name}:(?:begin|end) -->\n`));
  return shown.trim();
}

/** The report of the mixed change, with the sessions asked twelve minutes after the last of them began to work. */
async function lookedReport() {
  const world = await startFleetWorld();
  for (const seed of mixedSeeds) world.emulator.seed(seed);
  deployFirst(world.emulator);
  behindTheStack(world.emulator);
  const operation = await readRecorded("native-preview.events.jsonl");
  const looks = await lookAtSessions(operation, world.dependencies, {
    timeoutMs: 60_000,
    timeOfDay: () => 1.8e12 + world.clock.now() + 12 * 60_000,
  });
  return judge([{ operation, looks }], "Managed agents: review");
}

test("the page shows the report of the mixed change as it is", async () => {
  const report = await lookedReport();
  expect(shownAs("with-look")).toBe(renderMarkdown(report, 65_000).trim());
});

test("and the README the same as text", async () => {
  const [, shown] = /```text\n(.*?)```/s.exec(read("README.md")) ?? [];
  expect(shown).toBe(renderText(await lookedReport(), 65_000));
});

test("and the one of a pull request without credentials", async () => {
  const report = judge(
    [{ operation: await readRecorded("dynamic-unrefreshed.json") }],
    "Managed agents: review",
  );
  expect(shownAs("without")).toBe(renderMarkdown(report, 65_000).trim());
});
