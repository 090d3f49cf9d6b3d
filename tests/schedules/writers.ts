import { baselineText } from "../../provider/api/baseline-text";
import { surroundings } from "../../provider/compose";
import { createLifecycle, type Lifecycle, type StoredResource } from "../../provider/lifecycle";
import type { ObservedArrays, ObservedEntry } from "../../provider/model/session";
import type { Tool } from "../../provider/model/tools";
import type { SessionApi } from "../../provider/reconcile/session-api";
import { createProcessWide, type ProcessWide } from "../../provider/wait/process-wide";
import { createFakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";
import { apiOf, type SessionModel, sessionId } from "./session-model";

/** Keys of custom tools; these entries are all that the schedules are about. */
export type Name = string;

/** A resource of ours: which tools it declares, and under `shared` which ones it had and drops. */
export interface OurWriter {
  readonly kind: "shared" | "exclusive";
  readonly name: string;
  readonly declares: readonly Name[];
  readonly drops?: readonly Name[];
  /** Writers of one process stand in one queue; the others are processes of their own. */
  readonly process?: string;
}

/** A script that reads, adds and removes entries, and posts everything back; as often as it has edits. */
export interface Script {
  readonly kind: "script";
  readonly name: string;
  readonly edits: readonly {
    readonly adds?: readonly Name[];
    readonly removes?: readonly Name[];
  }[];
}

export type Writer = OurWriter | Script;

export const toolNamed = (name: Name): Tool => ({
  type: "custom",
  name,
  description: `Looks up ${name}.`,
  inputSchema: { type: "object" },
});

export const observedTool = (name: Name): ObservedEntry<Tool> => ({
  entry: toolNamed(name),
  raw: { ...toolNamed(name), x_of: name },
});

export const arraysWith = (names: readonly Name[]): ObservedArrays => ({
  tools: names.map(observedTool),
  mcpServers: [],
});

export function namesOf({ tools }: ObservedArrays): readonly Name[] {
  return tools.map(({ entry }) => String("name" in entry ? entry.name : entry.type));
}

/** What one writer does from beginning to end; it awaits its turn before every call. */
export function work(model: SessionModel, writer: Writer, processes: Processes) {
  return async (turn: () => Promise<void>): Promise<StoredResource | undefined> => {
    if (writer.kind === "script") {
      await runScript(model, writer, turn);
      return undefined;
    }
    const lifecycle = lifecycleOn(
      apiOf(model, writer.name, turn),
      processWideOf(writer, processes),
    );
    const inputs = inputsOf(lifecycle, writer);
    const prior = inputsOf(lifecycle, { ...writer, declares: writer.drops ?? [] });
    return lifecycle.update(sessionId, prior, inputs, { reporter: silent });
  };
}

export type Processes = Map<string, ProcessWide>;

function processWideOf({ process, name }: OurWriter, processes: Processes): ProcessWide {
  const key = process ?? name;
  const processWide = processes.get(key) ?? createProcessWide();
  processes.set(key, processWide);
  return processWide;
}

async function runScript(
  model: SessionModel,
  { name, edits }: Script,
  turn: () => Promise<void>,
): Promise<void> {
  for (const { adds = [], removes = [] } of edits) {
    await turn();
    const { tools, mcpServers } = model.look(name);
    const gone = new Set([...adds, ...removes]);
    const kept = tools.filter((_, index) => !gone.has(namesOf({ tools, mcpServers })[index] ?? ""));
    await turn();
    model.write(name, { tools: [...kept, ...adds.map(observedTool)], mcpServers });
  }
}

export function lifecycleOn(api: SessionApi, processWide: ProcessWide): Lifecycle {
  const clock = createFakeClock();
  return createLifecycle(
    () => ({ api, baselineText, clock, random: () => 0, looks: singleLooks(api), ...processWide }),
    surroundings,
  );
}

export function inputsOf(lifecycle: Lifecycle, { kind, declares }: OurWriter) {
  const tools = declares.map(toolNamed);
  return lifecycle.check({ sessionId, ownership: kind, tools }, undefined, undefined).inputs;
}

export const silent = { progress: () => {}, info: () => {}, warn: () => {} };
