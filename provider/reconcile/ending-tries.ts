import type { ProviderError } from "../errors";
import type { Glance } from "../model/session";
import type { EndingPolicy } from "../plan/plan-delete";
import type { Hold } from "../wait/passage";
import type { Dependencies } from "./dependencies";
import { type LostWrites, lostOnceMore, lostWritesError, noLostWrites } from "./lost-writes";
import type { Unclear } from "./session-api";

/** How often what has come of the tries so far. */
export interface Tries {
  readonly rounds: number;
  readonly refusals: number;
  readonly lost: LostWrites;
}

export const noTries: Tries = { rounds: 0, refusals: 0, lost: noLostWrites };

/** What is held up is bounded by the gate, however often it is refused; everything else by a count of rounds. */
export function withTry(
  { rounds, refusals, lost }: Tries,
  { kind, silence }: Failed,
  { clock, random }: Dependencies,
): Tries {
  const isLost = kind === "lost" || silence !== undefined;
  return {
    rounds: rounds + (kind === "held" ? 0 : 1),
    refusals: refusals + (kind === "held" ? 1 : 0),
    lost: isLost ? lostOnceMore(lost, silence ?? {}, clock.now(), random) : lost,
  };
}

/** What came of one try. */
export type Attempt = { readonly kind: "ended" } | Failed;

export type Failed =
  | {
      /** `busy`: a look says so. `lost`: nobody knows whether the request arrived, and it had no effect until now. */
      readonly kind: "busy" | "lost";
      readonly failure: ProviderError;
      readonly current: Glance;
      /** Where nobody knows. */
      readonly silence?: Unclear | undefined;
    }
  | {
      /** Refused, of a session that no look calls busy. */
      readonly kind: "held";
      readonly hold: Hold;
      readonly failure: ProviderError;
      readonly current: Glance;
      readonly silence?: undefined;
    };

/** What to tell where a try was lost as often as it may be. */
export function lastFailureOf(
  { failure, silence }: Failed,
  { lost }: Tries,
  policy: EndingPolicy,
  sessionId: string,
): ProviderError {
  return silence === undefined
    ? failure
    : lostWritesError(sessionId, policy, lost, silence, `it is not ${policy}d`);
}
