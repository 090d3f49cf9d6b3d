import type { Origin } from "../model/origin";
import type { BusyPolicy } from "../model/policies";
import type { Look } from "../model/session";
import type { Baseline } from "../plan/baseline";
import type { Clock } from "../wait/clock";
import type { ProcessWide } from "../wait/process-wide";
import { type TimeBound, withinTime } from "../wait/stop";
import type { Reporter } from "./reporter";
import type { CallOptions, SessionApi } from "./session-api";
import type { SessionLooks } from "./session-looks";

/** A baseline as text for the state, every entry exactly as the server sent it. */
export interface BaselineText {
  encode(baseline: Baseline): string;
  /** Undefined if the text is none that this package wrote. */
  decode(text: string): Baseline | undefined;
}

/** What the core needs from the world. */
export interface Dependencies extends ProcessWide {
  readonly api: SessionApi;
  readonly baselineText: BaselineText;
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Gathers looks that do not have to be of this moment; without it each is a request of its own. */
  readonly looks?: SessionLooks;
}

/** What comes with one call of a verb. `signal` aborts waits at once, and no request is sent after it. */
export interface VerbContext extends TimeBound {
  readonly reporter: Reporter;
  /** The resource, where the host knows it. */
  readonly urn?: string | undefined;
  /** Who answered when the session was last written or taken over; states of earlier versions do not tell. */
  readonly origin?: Origin | undefined;
  /** Called whenever the verb begins to wait for the session to come to rest. */
  readonly onWait?: (() => void) | undefined;
}

/** What a verb does in the world, ended with the time that the engine gives it. */
export function inTime<Result>(
  context: VerbContext,
  world: Dependencies,
  work: (world: Dependencies, context: VerbContext) => Promise<Result>,
): Promise<Result> {
  return withinTime(context, (signal) => work(world, { ...context, signal }));
}

/** What is left of the verb's time, asked for whenever one of many sessions has its place; in milliseconds. */
export function timeLeft({ timeoutMs }: VerbContext, clock: Clock): () => number {
  const endsAtMs = clock.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  return () => Math.max(0, endsAtMs - clock.now());
}

/** The part of the inputs that says how to treat a busy session; seconds, as the user wrote them. */
export interface BusyBounds {
  readonly sessionId: string;
  readonly whenBusy: BusyPolicy;
  readonly waitTimeoutSeconds: number;
  readonly interruptAfterSeconds: number;
}

/** A look that may be up to two seconds old: good to wait on and to show, not to write on. */
export async function lookAt(
  sessionId: string,
  agentId: string | undefined,
  { api, looks, writes }: Dependencies,
  context: VerbContext,
): Promise<Look> {
  const asOfWrite = writes.total();
  const look = await (looks === undefined
    ? api.getSession(sessionId, callOf(context))
    : looks.look(sessionId, agentId, callOf(context)));
  return look.kind === "found" ? { asOfWrite, ...look } : look;
}

/** The options of every API call that belongs to this verb. */
export function callOf(context: VerbContext): CallOptions {
  return context.signal === undefined ? {} : { signal: context.signal };
}
