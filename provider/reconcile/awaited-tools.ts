import type { ObservedSession, PendingAction } from "../model/session";
import { type Change, isUsable } from "../plan/changes";
import { canonicalArrays } from "../plan/effective";
import { rightsOf } from "../plan/rights";
import type { Dependencies } from "./dependencies";
import { awaitedToolWarning } from "./sentences";
import type { Target } from "./target";
import { callOf, type VerbContext } from "./verb";

/**
 * An idle session may be waiting for a person's answer to a tool call, and may be updated all the same (API §5.2). If
 * the update took that very tool away, whoever runs the deployment should know. The session does not tell what it waits
 * for, so its events are asked, and only when some tool went away.
 */
export async function warnOfAwaitedTools(
  target: Target,
  session: ObservedSession,
  changes: readonly Change[],
  { api }: Dependencies,
  context: VerbContext,
): Promise<void> {
  const disabled = new Set(changes.filter(({ disables }) => disables).map(({ key }) => key));
  if (disabled.size === 0) {
    return;
  }
  const { sessionId } = target.bounds;
  const pending = await api.listPendingActions(sessionId, callOf(context)).catch(() => []);
  const { tools, mcpServers } = canonicalArrays(session);
  const rights = new Map(rightsOf(tools, mcpServers).map((right) => [right.key, right]));
  for (const action of pending) {
    const keys = keysFor(action);
    const right = keys.map((key) => rights.get(key)).find((found) => found !== undefined);
    if (keys.some((key) => disabled.has(key)) && !isUsable(right)) {
      context.reporter.warn(awaitedToolWarning(session.sessionId, action));
    }
  }
}

/** Where a tool's right may stand: under its own key or, for a tool of an MCP server, in its toolset's default. */
export function keysFor({ toolKey }: PendingAction): readonly string[] {
  const slash = toolKey.lastIndexOf("/");
  return slash === -1 ? [toolKey] : [toolKey, `${toolKey.slice(0, slash)}/*`];
}
