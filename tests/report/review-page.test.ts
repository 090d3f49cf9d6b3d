import { readFileSync } from "node:fs";
import path from "node:path";
import { judge } from "../../provider/report/judge/judge";
import { lookAtSessions } from "../../provider/report/look/look";
import { renderMarkdown } from "../../provider/report/render/markdown";
import { closeWorlds, startFleetWorld } from "../fleet/world";
import { readRecorded } from "../unit/report/reading";
import { behindTheStack, deployFirst, mixedSeeds } from "./mixed-change";

afterEach(closeWorlds);

const page = readFileSync(path.resolve(__dirname, "../../docs/review.md"), "utf8");

/** What stands on the page between the marks of this name. */
function shownAs(name: string): string {
  const [, shown = ""] = page.split(new RegExp(`<!-- ${name}:(?:begin|end) -->\n`));
  return shown.trim();
}

test("the page shows the report of the mixed change as it is", async () => {
  const world = await startFleetWorld();
  for (const seed of mixedSeeds) world.emulator.seed(seed);
  deployFirst(world.emulator);
  behindTheStack(world.emulator);
  const operation = await readRecorded("native-preview.events.jsonl");
  const looks = await lookAtSessions(operation, world.dependencies, {
    timeoutMs: 60_000,
    timeOfDay: () => 1.8e12 + world.clock.now() + 12 * 60_000,
  });
  const report = judge([{ operation, looks }], "Managed agents: review");
  expect(shownAs("with-look")).toBe(renderMarkdown(report, 65_000).trim());
});

test("and the one of a pull request without credentials", async () => {
  const report = judge(
    [{ operation: await readRecorded("dynamic-unrefreshed.json") }],
    "Managed agents: review",
  );
  expect(shownAs("without")).toBe(renderMarkdown(report, 65_000).trim());
});
