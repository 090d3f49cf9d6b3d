import type { ObservedSession } from "../model/session";
import type { Change } from "../plan/changes";
import { awaitedToolWarning } from "./sentences";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

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
  for (const action of pending.filter(({ toolKey }) => isDisabled(toolKey, disabled))) {
    context.reporter.warn(awaitedToolWarning(session.sessionId, action));
  }
}

/** A tool of an MCP server is gone with its own entry, its toolset's default or its server. */
function isDisabled(toolKey: string, disabled: ReadonlySet<string>): boolean {
  const server = toolKey.split("/")[0] ?? toolKey;
  return disabled.has(toolKey) || disabled.has(`${server}/*`) || disabled.has(server);
}
