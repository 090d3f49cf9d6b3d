import { factsOf, type ObservedSession, type SessionFacts } from "../model/session";
import type { Hold } from "../wait/passage";
import type { Journal } from "./journal";
import { goneError } from "./sentences";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** How one turn at a session ended. */
export type Turn =
  | { readonly kind: "settled"; readonly session: ObservedSession }
  /** There is something to write and the session is not idle, or is held up although it is. */
  | { readonly kind: "wait"; readonly seen: SessionFacts; readonly hold?: Hold }
  /** Another turn is needed. */
  | { readonly kind: "again" };

/** One turn: everything that may happen between one look and the next while nobody else in this process writes. */
export interface TurnAt {
  readonly target: Target;
  readonly dependencies: Dependencies;
  readonly context: VerbContext;
  readonly journal: Journal;
}

/** One look in the middle of a turn, noted in the journal. */
export async function lookAgain({
  target,
  dependencies,
  context,
  journal,
}: TurnAt): Promise<ObservedSession> {
  const { sessionId } = target.bounds;
  const look = await dependencies.api.getSession(sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  journal.session = factsOf(look.session);
  return look.session;
}
