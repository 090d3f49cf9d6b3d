import { isObject, parsedJson } from "./shape";

/**
 * What can go wrong with one request. `effect` tells whether the request is carried out all the same
 * (default as noted): a lost answer after an effect is what clients get wrong most.
 */
export type Fault =
  /** An error envelope instead of an effect. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly details?: unknown;
      /** Default false: refused. True: carried out all the same. */
      readonly effect?: boolean;
    }
  /** 404 that echoes the path, as of a server or gateway that knows no such route; `prefix` stands before the path. */
  | { readonly kind: "noSuchEndpoint"; readonly prefix?: string; readonly body?: "json" | "text" }
  /** 429 without effect; without `retryAfterSeconds` there is no `retry-after` header, as with spend caps. */
  | { readonly kind: "rateLimited"; readonly retryAfterSeconds?: number }
  /** A 5xx, default 500; body JSON by default, or HTML as from an edge; effect default false. */
  | {
      readonly kind: "serverError";
      readonly status?: number;
      readonly body?: "json" | "html";
      readonly effect?: boolean;
    }
  | { readonly kind: "redirect"; readonly status?: number; readonly location: string }
  | { readonly kind: "resetBeforeEffect" }
  | { readonly kind: "resetAfterEffect" }
  /** Answers late; the effect comes at once, or late too with `before: "effect"`. Real milliseconds. */
  | { readonly kind: "delay"; readonly ms: number; readonly before?: "answer" | "effect" }
  /** Holds the connection until the client or `close()` ends it; effect default false. */
  | { readonly kind: "neverAnswer"; readonly effect?: boolean }
  /** 200 with a body that is not JSON; effect default true. */
  | { readonly kind: "malformedBody"; readonly effect?: boolean }
  /** The right headers, half of the body, then a reset; effect default true. */
  | { readonly kind: "truncatedBody"; readonly effect?: boolean }
  /** 200 and a body that does not end; effect default true. */
  | { readonly kind: "endlessBody"; readonly effect?: boolean }
  /** Any answer at all; status default 200, type default JSON, effect default true. */
  | {
      readonly kind: "answerWith";
      readonly status?: number;
      readonly body: string;
      readonly contentType?: string;
      readonly effect?: boolean;
    }
  /** The right answer under another session's id. */
  | { readonly kind: "otherSession"; readonly id?: string }
  /**
   * 200, and nothing is done. The answer shows the session as it is ("old", default) or as it would be ("new"), then
   * with an `updated_at` that has moved unless `updatedAt` is "kept".
   */
  | {
      readonly kind: "noEffect";
      readonly echo?: "old" | "new";
      readonly updatedAt?: "moved" | "kept";
    }
  /** 200 and on record, but the interrupt in the request stops nothing. */
  | { readonly kind: "ignoreInterrupt" }
  /** As if these parameters of the query (`agent_id`, `statuses`, `created_at`, `types` …) had not been sent. */
  | { readonly kind: "ignoreQuery"; readonly names: readonly string[] }
  /** An update's answer shows the arrays of before; what is stored is new. */
  | { readonly kind: "staleEcho" }
  /** After this request, so many looks still show the session as it was before it. */
  | { readonly kind: "lagAfter"; readonly looks: number }
  /** Tools, servers and configs in the answer come in reverse order; lists of sessions too, one by one. */
  | { readonly kind: "shuffle" }
  /** The events this request logs appear only after so many reads of the event list. */
  | { readonly kind: "hideEvents"; readonly reads: number };

/** Which requests a fault is for; everything absent matches. */
export interface RequestMatch {
  readonly method?: string;
  /** Without the query: the whole path, or a pattern. */
  readonly path?: string | RegExp;
  /** 1 = the next matching request (default), 2 = the one after it. For `always`: from that one on. */
  readonly nth?: number;
  /** Only requests that send an event of this type, such as `user.interrupt`. */
  readonly sends?: string;
  /** Only for so many milliseconds of the emulator's `now`, counted from this call. */
  readonly forMs?: number;
}

export interface FaultControls {
  /** Once, for the first (or n-th) request that matches. */
  next(fault: Fault, match?: RequestMatch): void;
  /** For every request that matches, until `clear`. */
  always(fault: Fault, match?: RequestMatch): void;
  clear(): void;
  /** Faults of `next` that no request has met yet. */
  readonly pending: number;
}

/** What is known of a request before it is carried out. */
export interface FaultyRequest {
  readonly method: string;
  readonly path: string;
  readonly bodyText: string | undefined;
}

interface Planned {
  readonly fault: Fault;
  readonly match: RequestMatch;
  readonly once: boolean;
  readonly untilMs: number;
  left: number;
}

/** The plan of faults. A request meets one fault at most: those of `next` first, in the order given. */
export class FaultPlan implements FaultControls {
  #planned: Planned[] = [];

  constructor(readonly now: () => number) {}

  next(fault: Fault, match: RequestMatch = {}): void {
    this.#plan(fault, match, true);
  }

  always(fault: Fault, match: RequestMatch = {}): void {
    this.#plan(fault, match, false);
  }

  #plan(fault: Fault, match: RequestMatch, once: boolean): void {
    const untilMs = this.now() + (match.forMs ?? Number.POSITIVE_INFINITY);
    this.#planned.push({ fault, match, once, untilMs, left: match.nth ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  get pending(): number {
    return this.#planned.filter((planned) => planned.once).length;
  }

  /** The fault for this request; counts it for every plan it matches. */
  take(request: FaultyRequest): Fault | undefined {
    if (this.#planned.length === 0) return undefined;
    const nowMs = this.now();
    this.#planned = this.#planned.filter(({ untilMs }) => nowMs < untilMs);
    const matching = this.#planned.filter(({ match }) => matches(match, request));
    const due = matching.filter((planned) => planned.left <= 1);
    for (const planned of matching) planned.left = Math.max(1, planned.left - 1);
    const chosen = due.find((planned) => planned.once) ?? due[0];
    if (chosen?.once) this.#planned = this.#planned.filter((planned) => planned !== chosen);
    return chosen?.fault;
  }
}

function matches(match: RequestMatch, { method, path, bodyText }: FaultyRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.sends !== undefined && !sends(bodyText, match.sends)) return false;
  if (match.path === undefined) return true;
  if (typeof match.path === "string") return match.path === path;
  // A fresh start, because patterns with the g flag remember where they stopped.
  match.path.lastIndex = 0;
  return match.path.test(path);
}

function sends(bodyText: string | undefined, type: string): boolean {
  const body = parsedJson(bodyText);
  if (!isObject(body) || !Array.isArray(body.events)) return false;
  return body.events.some((event) => isObject(event) && event.type === type);
}
