import type { ErrorKind } from "../errors";

/**
 * What the status of an answer means, in one place for whoever decides: whether to send again, whether a write may have
 * taken effect, whether a refusal may be about the state of the session, and what to tell a person (API §1.3, §1.4).
 */
export interface StatusMeaning {
  readonly kind: ErrorKind;
  /** What a write that was answered so has done; of an answer that nobody gave, or gave half, it is not known. */
  readonly effect: "done" | "none" | "unknown";
  /** Which requests may be sent again, where the answer does not say it itself (`x-should-retry`). */
  readonly repeats: "all" | "reads" | "none";
  /** The API refuses what a session's state does not allow in the same way as what is wrong by itself. */
  readonly mayBeAboutTheSession: boolean;
  /** What to do; undefined where it depends on more than the status. */
  readonly advice?: string;
}

export const checkAddress =
  "Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.";

const refused: StatusMeaning = {
  kind: "refused",
  effect: "none",
  repeats: "none",
  mayBeAboutTheSession: false,
  advice: "",
};
const failed: StatusMeaning = {
  kind: "unavailable",
  effect: "unknown",
  repeats: "reads",
  mayBeAboutTheSession: false,
  advice: "Try again later.",
};
const misled: StatusMeaning = { ...refused, kind: "configuration", advice: checkAddress };
const { advice: _advice, ...unauthorised } = { ...refused, kind: "unauthorised" as const };
/** "Done, look there": something in between may have handed the write on. */
const seeOther: StatusMeaning = { ...misled, effect: "unknown" };
const taken: StatusMeaning = { ...misled, effect: "done" };

const meanings: ReadonlyMap<number, StatusMeaning> = new Map<number, StatusMeaning>([
  [303, seeOther],
  [400, { ...refused, mayBeAboutTheSession: true }],
  [401, unauthorised],
  [402, { ...refused, advice: "Check the account's billing." }],
  [403, unauthorised],
  [404, misled],
  [405, { ...refused, advice: checkAddress }],
  [408, failed],
  [409, { ...refused, mayBeAboutTheSession: true }],
  [
    413,
    {
      ...refused,
      advice:
        "The declared tools are too large for the API: shorten descriptions or input schemas.",
    },
  ],
  [
    429,
    {
      ...failed,
      effect: "none",
      repeats: "all",
      advice: "The account's rate limit or spend limit is reached: try again later.",
    },
  ],
]);

/** Of a status without a line of its own, what its class means; redirects are not followed. */
export function meaningOf(status: number): StatusMeaning {
  const own = meanings.get(status);
  if (own !== undefined) {
    return own;
  }
  if (status >= 500) {
    return failed;
  }
  return status >= 400 ? refused : status >= 300 ? misled : taken;
}
