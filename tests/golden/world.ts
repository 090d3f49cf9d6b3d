import type { Lifecycle } from "../../provider/lifecycle";
import type { VerbContext } from "../../provider/reconcile/verb";
import { type Properties, sessionId, startWorld } from "../shared/world";

export { agentToolset, customTool, mcpServer, mcpToolset, pair, shared } from "../shared/entries";
export { closeWorlds, type Properties, sessionId } from "../shared/world";

export interface Previews {
  readonly lifecycle: Lifecycle;
  readonly context: VerbContext;
  /** What was told since it was last emptied. */
  readonly told: string[];
  /** The state after a deployment of these inputs. */
  deployed(inputs: Properties): Promise<Properties>;
  checked(inputs: Properties, prior: Properties | undefined): Properties;
}

/** A session with the built-in tools. */
export async function startPreviews(): Promise<Previews> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools: [{ type: "agent_toolset_20260401" }] });
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  const context = { reporter: { progress() {}, info: tell, warn: tell } };
  const resource = world.resource();
  return {
    lifecycle: world.lifecycle,
    context,
    told,
    async deployed(inputs) {
      await resource.up(inputs);
      return resource.state ?? {};
    },
    checked: (inputs, prior) =>
      world.lifecycle.check({ sessionId, ...inputs }, prior, undefined).inputs,
  };
}
