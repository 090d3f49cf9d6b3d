import type { Operation, Resource } from "../facts";

/**
 * Who goes on with a session whose resource is taken out: another resource of the stack that declares it, by itself or
 * through its agent. The provider asks the operation in the same way when it ends sessions.
 */
export function heirsIn({ resources }: Operation): (resource: Resource) => string | undefined {
  const staying = resources.filter(({ step, declared }) => step !== "delete" && declared);
  const bySession = new Map<unknown, string>();
  const byAgent = new Map<unknown, Resource>();
  for (const resource of staying) {
    const { sessionId, agentId } = resource.declared ?? {};
    if (typeof sessionId === "string") {
      bySession.set(sessionId, resource.name);
    } else if (typeof agentId === "string") {
      byAgent.set(agentId, resource);
    }
  }
  return ({ found = {}, name }) => {
    const { sessionId, agentId } = found;
    const single = typeof sessionId === "string" ? bySession.get(sessionId) : undefined;
    const fleet = typeof agentId === "string" ? byAgent.get(agentId) : undefined;
    const isExcluded = ((fleet?.declared?.exclude ?? []) as readonly unknown[]).includes(sessionId);
    const heir = single ?? (isExcluded ? undefined : fleet?.name);
    return heir === name ? undefined : heir;
  };
}
