import { defaultLimits } from "../../../provider/api/limits";
import { type Heard, heardIn } from "../../../provider/api/rate-answers";

const headersOf = (limit: string, remaining?: string): Record<string, string> => ({
  "anthropic-ratelimit-requests-limit": limit,
  ...(remaining === undefined ? {} : { "anthropic-ratelimit-requests-remaining": remaining }),
});
const untold: Heard = { kind: "accepted", told: undefined };
const nothing: Heard = { kind: "nothing" };

test.each<[string, number, Record<string, string>, Partial<Heard>]>([
  ["an answer without a word", 200, {}, untold],
  ["a refusal for another reason", 404, {}, untold],
  [
    "a limit",
    200,
    headersOf("1200"),
    { kind: "accepted", told: { limit: 1200, remaining: undefined } },
  ],
  [
    "a rest",
    200,
    headersOf("1200", "7"),
    { kind: "accepted", told: { limit: 1200, remaining: 7 } },
  ],
  ["a limit of none, which cannot be", 200, headersOf("0"), untold],
  ["a limit beyond belief", 200, headersOf("9999999"), untold],
  ["a limit that is no number", 200, headersOf("many"), untold],
  ["a negative limit", 200, headersOf("-5"), untold],
  [
    "turned away for a while",
    429,
    { "retry-after": "7" },
    { kind: "refused", pauseMs: 7_000, askedMs: 7_000 },
  ],
  ["turned away without a word", 429, {}, { kind: "refused", pauseMs: 0, askedMs: 0 }],
  [
    "turned away for an hour",
    429,
    { "retry-after": "3600" },
    { kind: "refused", pauseMs: 60_000, askedMs: 3_600_000 },
  ],
  ["a failure of the server", 503, headersOf("1200"), nothing],
])("%s", (_title, status, headers, heard) => {
  const answer = { status, headers: new Map(Object.entries(headers)), text: "{}" };
  const isRefusal = heard.kind === "refused";
  const expected = isRefusal ? { ...heard, answer } : heard;
  expect(heardIn({ kind: "answer", answer }, defaultLimits)).toEqual(expected);
});

test("no answer says nothing", () => {
  expect(heardIn({ kind: "lost", reason: "gone", lasting: false }, defaultLimits)).toEqual(nothing);
});
