import type { Answer } from "./answers";
import { logEvent } from "./event-log";
import type { Fault } from "./faults";
import { reverseArrays, withArrays } from "./looks";
import { openRuns } from "./run-state";
import { copyOf } from "./session-table";
import { isObject } from "./shape";
import type { WireSession } from "./wire";
import type { World } from "./world";

/** Carries the request out with those faults that change what is done or what the answer shows. */
export function runWithFault(
  world: World,
  sessionId: string | undefined,
  fault: Fault | undefined,
  run: () => Answer,
): Answer {
  switch (fault?.kind) {
    case "noEffect":
      return withoutEffect(world, sessionId, fault, run);
    case "ignoreInterrupt":
      return withoutInterrupt(world, sessionId, run);
    case "staleEcho":
      return withStaleEcho(world, sessionId, run);
    case "lagAfter":
      return withLag(world, sessionId, fault.looks, run);
    case "hideEvents":
      return withHiddenEvents(world, sessionId, fault.reads, run);
    case "otherSession":
      return mapSessions(run(), (session) => ({
        ...session,
        id: fault.id ?? world.ids.next("sesn"),
      }));
    case "shuffle":
      return mapSessions(run(), reverseArrays);
    default:
      return run();
  }
}

/** The session's part of the world is put back as it was, and nobody hears of what happened. */
function withoutEffect(
  world: World,
  sessionId: string | undefined,
  { echo = "old", updatedAt = "moved" }: Extract<Fault, { readonly kind: "noEffect" }>,
  run: () => Answer,
): Answer {
  const stored = sessionId === undefined ? undefined : world.sessions.get(sessionId);
  const saved = stored === undefined ? undefined : copyOf(stored);
  const answer = world.listeners.silently(run);
  if (saved !== undefined) {
    world.sessions.put(saved);
    const isTimed = saved.turn?.ending.kind === "time" || openRuns(saved).length > 0;
    if (isTimed) world.timed.add(saved.wire.id);
  } else if (sessionId === undefined) {
    mapSessions(answer, (session) => {
      world.sessions.remove(session.id);
      return session;
    });
  }
  if (saved === undefined) return answer;
  const { updated_at } = saved.wire;
  if (echo === "old") return mapSessions(answer, () => saved.wire);
  if (updatedAt === "moved") return answer;
  return mapSessions(answer, (session) => ({ ...session, updated_at }));
}

/** The event is logged as processed, the turn goes on. */
function withoutInterrupt(world: World, sessionId: string | undefined, run: () => Answer): Answer {
  const stored = sessionId === undefined ? undefined : world.sessions.get(sessionId);
  const saved = stored === undefined ? undefined : copyOf(stored);
  if (saved === undefined) return run();
  const answer = world.listeners.silently(run);
  world.sessions.put(saved);
  logEvent(world, saved, "user.interrupt");
  return answer;
}

function withStaleEcho(world: World, sessionId: string | undefined, run: () => Answer): Answer {
  const before = world.sessions.get(sessionId ?? "")?.wire.agent;
  const answer = run();
  if (before === undefined) return answer;
  const { tools, mcp_servers } = before;
  return mapSessions(answer, (session) => withArrays(session, { tools, mcp_servers }));
}

function withLag(
  world: World,
  sessionId: string | undefined,
  looks: number,
  run: () => Answer,
): Answer {
  const stored = world.sessions.get(sessionId ?? "");
  const wire = stored?.wire;
  const answer = run();
  if (stored !== undefined && wire !== undefined) stored.past = { wire, looksLeft: looks };
  return answer;
}

function withHiddenEvents(
  world: World,
  sessionId: string | undefined,
  reads: number,
  run: () => Answer,
): Answer {
  const stored = world.sessions.get(sessionId ?? "");
  const before = stored?.processed.length ?? 0;
  const answer = run();
  for (const record of stored?.processed.slice(before) ?? []) record.hiddenReads = reads;
  return answer;
}

/** Changes the session of a good answer, or each session of a list. */
function mapSessions(answer: Answer, change: (session: WireSession) => WireSession): Answer {
  if (answer.kind === "stream" || answer.status !== 200 || !isObject(answer.body)) return answer;
  const { body } = answer;
  if (body.type === "session") return { ...answer, body: change(body as unknown as WireSession) };
  if (!Array.isArray(body.data)) return answer;
  const data = body.data.map((item: unknown) =>
    isObject(item) && item.type === "session" ? change(item as unknown as WireSession) : item,
  );
  return { ...answer, body: { ...body, data } };
}
