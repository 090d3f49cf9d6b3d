import type { ObservedArrays } from "../../provider/model/session";
import type { Tool } from "../../provider/model/tools";
import { createProcessWide } from "../../provider/wait/process-wide";
import { everySchedule, runInterleaved } from "./scheduler";
import { apiOf, SessionModel, type SessionOptions, sessionId } from "./session-model";
import { lifecycleOn, namesOf, observedTool, silent } from "./writers";

/*
 * A ceiling of ours, and a script that loosens the very toolset that it lowers, in every order of their calls. The
 * ceiling holds at the end, or the loosening came after our last look and shows in the next refresh; what the script
 * added stays either way, and so does everything else.
 */

const looseTool = (policy: string): Tool => ({
  type: "mcp_toolset",
  mcpServerName: "loose",
  defaultConfig: { enabled: true, permissionPolicy: { type: policy } },
});

const observed = (entry: Tool) => ({ entry, raw: entry });

function arraysWithToolset(policy: string, ...names: readonly string[]): ObservedArrays {
  const server = { type: "url" as const, name: "loose", url: "https://loose.example/mcp" };
  return {
    tools: [observedTool("theirs"), observed(looseTool(policy)), ...names.map(observedTool)],
    mcpServers: [{ entry: server, raw: server }],
  };
}

const inputs = { sessionId, ownership: "shared", atMost: { "mcp:loose/*": "always_ask" } };

function lowering(model: SessionModel) {
  return async (turn: () => Promise<void>) => {
    const lifecycle = lifecycleOn(apiOf(model, "ceiling", turn), createProcessWide());
    const checked = lifecycle.check(inputs, undefined, undefined).inputs;
    return lifecycle.update(sessionId, checked, checked, { reporter: silent });
  };
}

/** Reads, loosens the toolset and adds a tool, and posts everything. */
function loosening(model: SessionModel) {
  return async (turn: () => Promise<void>): Promise<undefined> => {
    await turn();
    const { tools, mcpServers } = model.look("script");
    await turn();
    const loosened = tools.map((each) =>
      each.entry.type === "mcp_toolset" ? observed(looseTool("always_allow")) : each,
    );
    model.write("script", { tools: [...loosened, observedTool("added")], mcpServers });
  };
}

function policyOf({ tools }: ObservedArrays): unknown {
  const toolset = tools.find(({ entry }) => entry.type === "mcp_toolset")?.entry;
  return (toolset as { defaultConfig?: { permissionPolicy?: { type?: string } } } | undefined)
    ?.defaultConfig?.permissionPolicy?.type;
}

/** What a refresh and the next deployment make of a session on which the ceiling does not hold. */
async function problemsOfNext(model: SessionModel, state: object): Promise<string[]> {
  const turn = () => Promise.resolve();
  const lifecycle = lifecycleOn(apiOf(model, "ceiling", turn), createProcessWide());
  const context = { reporter: silent };
  const read = await lifecycle.read(sessionId, { ...state }, context);
  const checked = lifecycle.check(inputs, undefined, undefined).inputs;
  if (read.kind === "gone" || lifecycle.diff(read.inputs, checked).kind === "same") {
    return ["the ceiling is exceeded and a refresh shows no drift"];
  }
  await lifecycle.update(sessionId, { ...read.state }, checked, context);
  return policyOf(model.arrays) === "always_ask" ? [] : ["the next update does not lower it"];
}

const options: readonly SessionOptions[] = [
  { recordShowsEarlier: 0, recordLagsReads: 0 },
  { recordShowsEarlier: 100, recordLagsReads: 2 },
];

test.each(options)("a script that loosens while we lower, in every schedule: %j", async (each) => {
  const problems = new Set<string>();
  let [schedules, hits] = [0, 0];
  for (const choose of everySchedule()) {
    schedules += 1;
    const model = new SessionModel(arraysWithToolset("always_allow"), each);
    const [result] = await runInterleaved([lowering(model), loosening(model)], choose);
    const byScript = model.writes.find(({ writer }) => writer === "script");
    const names = namesOf(model.arrays);
    if (!names.includes("added")) problems.add("what the script added is lost");
    if (!names.includes("theirs")) problems.add("an entry of others is lost");
    if (policyOf(model.arrays) === "always_ask") continue;
    hits += 1;
    if ((byScript?.step ?? 0) <= (model.seenUpTo.get("ceiling") ?? 0)) {
      problems.add("the ceiling is exceeded by a write that our last look shows");
    }
    for (const problem of await problemsOfNext(model, result?.state ?? {})) problems.add(problem);
  }
  expect(problems).toEqual(new Set());
  expect(schedules).toBeGreaterThan(1);
  expect(hits).toBeLessThan(schedules);
});
