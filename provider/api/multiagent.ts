import { isObject } from "../model/json";

const workflowTopology = "multiagent_20261001";

/** Whether a session with this `agent.multiagent` may start runs: `workflows` is enabled unless it says otherwise. */
export function allowsWorkflows(multiagent: unknown): boolean {
  if (!isObject(multiagent) || multiagent.type !== workflowTopology) {
    return false;
  }
  const { workflows } = multiagent;
  return !(isObject(workflows) && workflows.type === "disabled");
}
