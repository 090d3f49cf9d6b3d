import { passageError } from "../../../provider/reconcile/passage-error";
import { noInterrupts } from "../../../provider/wait/interrupts";

const bounds = {
  sessionId: "sesn_1",
  whenBusy: "wait",
  waitTimeoutSeconds: 60,
  interruptAfterSeconds: 60,
} as const;

/** What is said of a session that a wait found so to the end. */
function saidOf(status: string): string {
  const seen = { waitedMs: 60_000, rounds: 1, interrupts: noInterrupts, hold: undefined, runs: [] };
  const passage = { kind: "timeout" as const, status, ...seen, unseen: undefined };
  return passageError(passage, "archive", bounds).message;
}

test.each([
  ["running", "it was still running after 60 seconds."],
  ["idle. All is well", 'it was still "idle. All is well" after 60 seconds.'],
])("of a session that is %s", (status, said) => {
  expect(saidOf(status)).toContain(said);
});
