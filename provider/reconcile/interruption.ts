import { isProviderError } from "../errors";
import type { RecordedInterrupt } from "../model/session";
import { backoff } from "../wait/backoff";
import type { Interruption } from "../wait/shared-interrupts";
import type { Dependencies } from "./dependencies";
import { callOf, type VerbContext } from "./verb";

/** The times of a session and of its events were seen some tens of milliseconds apart (API §2.4). */
const slackMs = 1_000;

/** Interrupts that are queued, or were processed since the one that is asked about was sent; by whomever they are. */
export function recordedSince(
  recorded: readonly RecordedInterrupt[],
  interruption: Interruption | undefined,
): readonly RecordedInterrupt[] {
  const sinceMs = Date.parse(interruption?.since ?? "") - slackMs;
  return recorded.filter(({ at }) => at === undefined || !(Date.parse(at) < sinceMs));
}

/** What became of an interrupt, as the session's events tell it. */
export type InterruptEffect =
  /** The session's turn ended by it. */
  | { readonly kind: "took" }
  /** It is queued still. */
  | { readonly kind: "queued" }
  /** It is on record and no coming to rest followed it: the session was at rest, or went on. */
  | { readonly kind: "idle" }
  /** There is none. */
  | { readonly kind: "absent" }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown"; readonly reason: string };

/** The record may lag behind (API §5.5), so it is read again, so many times. */
const readsMax = 4;
const readBackoff = { firstMs: 250, mostMs: 1_000, factor: 2 };

/** Requests: one read of the events, at most four. */
export async function effectOf(
  interruption: Interruption,
  sessionId: string,
  { api, clock, random }: Dependencies,
  context: VerbContext,
): Promise<InterruptEffect> {
  const delays = backoff(readBackoff, random);
  for (let read = 1; ; read++) {
    const effect = await readEffect();
    const isFinal = effect.kind === "took" || effect.kind === "gone" || read >= readsMax;
    if (isFinal || context.signal?.aborted) {
      return effect;
    }
    await clock.sleep(delays.next().value, context.signal);
  }

  async function readEffect(): Promise<InterruptEffect> {
    try {
      const recorded = await api.listInterrupts(sessionId, callOf(context));
      return recorded === undefined
        ? { kind: "gone" }
        : effectIn(recordedSince(recorded, interruption));
    } catch (error) {
      if (!isProviderError(error)) {
        throw error;
      }
      return { kind: "unknown", reason: error.facts.seen ?? error.message };
    }
  }
}

function effectIn(interrupts: readonly RecordedInterrupt[]): InterruptEffect {
  if (interrupts.some(({ endedTurn }) => endedTurn)) {
    return { kind: "took" };
  }
  if (interrupts.length === 0) {
    return { kind: "absent" };
  }
  return interrupts.some(({ at }) => at === undefined) ? { kind: "queued" } : { kind: "idle" };
}
