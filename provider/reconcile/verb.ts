import type { Origin } from "../model/origin";
import type { Clock } from "../wait/clock";
import { type TimeBound, withinTime } from "../wait/stop";
import type { Dependencies } from "./dependencies";
import { tellsHeldOnce } from "./held-requests";
import type { Reporter } from "./reporter";
import type { CallOptions, Held } from "./session-api";

/** What comes with one call of a verb. `signal` aborts waits at once, and no request is sent after it. */
export interface VerbContext extends TimeBound {
  readonly reporter: Reporter;
  /** The resource, where the host knows it. */
  readonly urn?: string | undefined;
  /** Who answered when the session was last written or taken over; states of earlier versions do not tell. */
  readonly origin?: Origin | undefined;
  /** Called whenever the verb begins to wait for the session to come to rest. */
  readonly onWait?: (() => void) | undefined;
  /** Told whenever a request of the verb is held because the API asked for a pause. */
  readonly onHeld?: ((held: Held) => void) | undefined;
}

/** What a verb does in the world, ended with the time that the engine gives it. */
export function inTime<Result>(
  context: VerbContext,
  world: Dependencies,
  work: (world: Dependencies, context: VerbContext) => Promise<Result>,
): Promise<Result> {
  const onHeld = tellsHeldOnce(context.reporter);
  return withinTime(context, (signal) => work(world, { ...context, signal, onHeld }));
}

/** What is left of the verb's time, asked for whenever one of many sessions has its place; in milliseconds. */
export function timeLeft({ timeoutMs }: VerbContext, clock: Clock): () => number {
  const endsAtMs = clock.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  return () => Math.max(0, endsAtMs - clock.now());
}

/** The options of every API call that belongs to this verb. */
export function callOf({ signal, onHeld }: VerbContext): CallOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onHeld === undefined ? {} : { onHeld }),
  };
}
