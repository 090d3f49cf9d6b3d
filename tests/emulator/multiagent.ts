import { isObject, type JsonObject } from "./shape";

/**
 * The `multiagent` block as a session shows it (API §9.1): of the type with three members, each is filled in with its
 * default when it was left out; other types stay as they are.
 */
export function resolveMultiagent(given: unknown): unknown {
  if (!isObject(given) || given.type !== "multiagent_20261001") return given ?? null;
  return {
    ...given,
    advisor: isObject(given.advisor) ? given.advisor : { type: "disabled" },
    subagents: resolveSwitch(given.subagents),
    workflows: resolveSwitch(given.workflows),
  };
}

function resolveSwitch(given: unknown): JsonObject {
  const member = isObject(given) ? given : { type: "enabled" };
  if (member.type !== "enabled") return member;
  return {
    ...member,
    inline_agents: member.inline_agents ?? { type: "enabled" },
    predefined_agents: member.predefined_agents ?? [],
  };
}
