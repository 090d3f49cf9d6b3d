import { factsOf, type ObservedSession, type SessionFacts } from "../model/session";
import type { Hold } from "../wait/passage";
import type { Dependencies } from "./dependencies";
import type { Journal } from "./journal";
import { goneError } from "./sentences";
import type { Target } from "./target";
import { callOf, type VerbContext } from "./verb";

/** How one round ended. */
export type RoundEnd =
  | { readonly kind: "settled"; readonly session: ObservedSession }
  /** There is something to write and the session is not idle, or is held up although it is. */
  | { readonly kind: "wait"; readonly seen: SessionFacts; readonly hold?: Hold }
  /** Another round is needed. */
  | { readonly kind: "again" };

/** One round on a session: everything that may happen between one look and the next while nobody else in this process writes. */
export interface Round {
  readonly target: Target;
  readonly dependencies: Dependencies;
  readonly context: VerbContext;
  readonly journal: Journal;
}

/** One look in the middle of a round, noted in the journal. */
export async function lookAgain({
  target,
  dependencies,
  context,
  journal,
}: Round): Promise<ObservedSession> {
  const { sessionId } = target.bounds;
  const look = await dependencies.api.getSession(sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  journal.session = factsOf(look.session);
  return look.session;
}
