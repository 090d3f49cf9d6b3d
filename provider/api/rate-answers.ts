import type { Told } from "./allowance";
import type { Limits } from "./limits";
import type { Refusal } from "./patience";
import type { Unsigned } from "./reason";
import type { RawAnswer, Reply } from "./transport";

/** What answers say about how fast one may send (API §1.4, §6.1). */

export type Heard =
  | { readonly kind: "accepted"; readonly told: Told | undefined }
  | ({ readonly kind: "refused" } & Refusal)
  /** No answer, or one that says nothing about the limit. */
  | { readonly kind: "nothing" };

/** What answers say of a limit is believed in these bounds. */
const toldMost = 1_000_000;

export function heardIn(reply: Reply | Unsigned, limits: Limits): Heard {
  if (reply.kind !== "answer" || reply.answer.status >= 500) {
    return { kind: "nothing" };
  }
  const { answer } = reply;
  if (answer.status !== 429) {
    return { kind: "accepted", told: toldIn(answer) };
  }
  const askedMs = requestedPauseMs(answer) ?? 0;
  return { kind: "refused", askedMs, pauseMs: Math.min(askedMs, limits.retryAfterMaxMs), answer };
}

function toldIn({ headers }: RawAnswer): Told | undefined {
  const count = (name: string) => {
    const text = headers.get(`anthropic-ratelimit-requests-${name}`) ?? "";
    return /^\d{1,7}$/.test(text) ? Number(text) : undefined;
  };
  const limit = count("limit");
  return limit === undefined || limit === 0 || limit > toldMost
    ? undefined
    : { limit, remaining: count("remaining") };
}

/**
 * `retry-after-ms`, else `retry-after` in seconds, else as an HTTP date, which is read against the answer's own
 * `date`: the two come from one clock, and ours may be wrong. Undefined if there is none that makes sense.
 */
export function requestedPauseMs({ headers }: Pick<RawAnswer, "headers">): number | undefined {
  const inMs = positive(Number.parseFloat(headers.get("retry-after-ms") ?? ""));
  if (inMs !== undefined) {
    return inMs;
  }
  const text = headers.get("retry-after") ?? "";
  return /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? positive(Number(text) * 1000)
    : positive(Date.parse(text) - Date.parse(headers.get("date") ?? ""));
}

function positive(ms: number): number | undefined {
  return ms > 0 ? ms : undefined;
}
