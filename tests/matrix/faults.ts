import type { Limits } from "../../provider/api/limits";
import type { Fault } from "../emulator";
import { apiKey } from "./world";

/** One way in which one request, or every request from one on, goes wrong. */
export interface NamedFault {
  readonly name: string;
  readonly fault: Fault;
  /** What passes by itself is met once; an outage is met by every later request too. */
  readonly isPassing?: true;
  /** How many requests meet it, one after the other, where it is met once. */
  readonly times?: number;
  /** Real time passes until the client gives up, so the client is given small limits. */
  readonly isSlow?: true;
}

/** Of the process that meets a slow fault. Every such case takes that long, and a busy machine must not exceed it. */
export const smallLimits: Partial<Limits> = {
  attemptTimeoutMs: 500,
  headersTimeoutMs: 500,
  bodyTimeoutMs: 500,
  answerBytesMax: 256 * 1024,
};

const refusals = [400, 403, 409].map((status) => ({
  name: `refuse ${status}`,
  fault: {
    kind: "refuse" as const,
    status,
    type: status < 403 ? "invalid_request_error" : "permission_error",
    message: `no, and your key is ${apiKey}`,
  },
}));

const laggingRefusals = [400, 409].map((status) => ({
  name: `refuse ${status} five times`,
  fault: {
    kind: "refuse" as const,
    status,
    type: "invalid_request_error",
    message: "the session must be idle",
  },
  isPassing: true as const,
  times: 5,
}));

const runOpen = {
  name: "a workflow run is open",
  fault: {
    kind: "refuse" as const,
    status: 400,
    type: "invalid_request_error",
    message: "a workflow run is open",
    details: { error_code: "workflow_run_open" },
  },
};

const serverErrors = [500, 503, 529].flatMap((status) =>
  [false, true].map((effect) => ({
    name: `${status} ${effect ? "after" : "before"} the effect`,
    fault: { kind: "serverError" as const, status, effect },
  })),
);

const strangeAnswers = [
  { name: "200 with HTML", body: "<html>hello</html>", contentType: "text/html" },
  { name: "200 with an empty body", body: "" },
  { name: "200 with null", body: "null" },
  { name: "200 with an empty object", body: "{}" },
  { name: "404 with HTML", status: 404, body: "<html>not here</html>", effect: false },
  { name: "408", status: 408, body: "{}", effect: true },
].map(({ name, ...answer }) => ({ name, fault: { kind: "answerWith" as const, ...answer } }));

export const faults: readonly NamedFault[] = [
  { name: "reset before the effect", fault: { kind: "resetBeforeEffect" } },
  { name: "reset after the effect", fault: { kind: "resetAfterEffect" } },
  ...refusals,
  ...laggingRefusals,
  runOpen,
  ...serverErrors,
  {
    name: "502 with HTML after the effect",
    fault: { kind: "serverError", status: 502, body: "html", effect: true },
  },
  { name: "429", fault: { kind: "rateLimited" } },
  {
    name: "429 for a second",
    fault: { kind: "rateLimited", retryAfterSeconds: 1 },
    isPassing: true,
  },
  { name: "429 for an hour", fault: { kind: "rateLimited", retryAfterSeconds: 3600 } },
  { name: "redirect", fault: { kind: "redirect", location: "http://127.0.0.1:9/elsewhere" } },
  { name: "malformed", fault: { kind: "malformedBody" } },
  {
    name: "malformed without effect",
    fault: { kind: "malformedBody", effect: false },
    isPassing: true,
  },
  { name: "truncated", fault: { kind: "truncatedBody" } },
  {
    name: "truncated without effect",
    fault: { kind: "truncatedBody", effect: false },
    isPassing: true,
  },
  ...strangeAnswers,
  { name: "another session's id", fault: { kind: "otherSession" } },
  { name: "no effect, old echo", fault: { kind: "noEffect" } },
  { name: "no effect, new echo", fault: { kind: "noEffect", echo: "new" } },
  {
    name: "no effect, new echo under the old time",
    fault: { kind: "noEffect", echo: "new", updatedAt: "kept" },
  },
  { name: "stale echo", fault: { kind: "staleEcho" }, isPassing: true },
  { name: "one look lags", fault: { kind: "lagAfter", looks: 1 }, isPassing: true },
  { name: "three looks lag", fault: { kind: "lagAfter", looks: 3 }, isPassing: true },
  { name: "shuffled", fault: { kind: "shuffle" }, isPassing: true },
  { name: "events hidden for one read", fault: { kind: "hideEvents", reads: 1 }, isPassing: true },
  {
    name: "events hidden for nine reads",
    fault: { kind: "hideEvents", reads: 9 },
    isPassing: true,
  },
  { name: "late answer", fault: { kind: "delay", ms: 5 }, isPassing: true },
  { name: "too late an answer", fault: { kind: "delay", ms: 700 }, isSlow: true },
  { name: "too late an effect", fault: { kind: "delay", ms: 700, before: "effect" }, isSlow: true },
  { name: "no answer, no effect", fault: { kind: "neverAnswer" }, isSlow: true },
  { name: "no answer", fault: { kind: "neverAnswer", effect: true }, isSlow: true },
  { name: "endless", fault: { kind: "endlessBody" }, isSlow: true },
];
