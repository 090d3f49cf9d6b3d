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
    }
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
  /** 200, and nothing is done. The answer shows the session as it is ("old", default) or as it would be ("new"). */
  | { readonly kind: "noEffect"; readonly echo?: "old" | "new" }
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

interface Planned {
  readonly fault: Fault;
  readonly match: RequestMatch;
  readonly once: boolean;
  left: number;
}

/** The plan of faults. A request meets one fault at most: those of `next` first, in the order given. */
export class FaultPlan implements FaultControls {
  #planned: Planned[] = [];

  next(fault: Fault, match: RequestMatch = {}): void {
    this.#planned.push({ fault, match, once: true, left: match.nth ?? 1 });
  }

  always(fault: Fault, match: RequestMatch = {}): void {
    this.#planned.push({ fault, match, once: false, left: match.nth ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  get pending(): number {
    return this.#planned.filter((planned) => planned.once).length;
  }

  /** The fault for this request; counts it for every plan it matches. */
  take(method: string, path: string): Fault | undefined {
    const matching = this.#planned.filter(({ match }) => matches(match, method, path));
    const due = matching.filter((planned) => planned.left <= 1);
    for (const planned of matching) planned.left = Math.max(1, planned.left - 1);
    const chosen = due.find((planned) => planned.once) ?? due[0];
    if (chosen?.once) this.#planned = this.#planned.filter((planned) => planned !== chosen);
    return chosen?.fault;
  }
}

function matches(match: RequestMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.path === undefined) return true;
  if (typeof match.path === "string") return match.path === path;
  // A fresh start, because patterns with the g flag remember where they stopped.
  match.path.lastIndex = 0;
  return match.path.test(path);
}
