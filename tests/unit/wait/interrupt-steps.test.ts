import {
  type InterruptOutcome,
  nextInterruptStep,
  noInterrupts,
  withSent,
} from "../../../provider/wait/interrupts";

const unclear = (askedPauseMs: number): InterruptOutcome => ({
  kind: "unclear",
  reason: "overloaded",
  askedPauseMs,
});

test.each([
  ["in a moment", 0, 2_000],
  ["when the API asked for it", 30_000, 30_000],
])("what became of an interrupt without an answer is seen to %s", (_when, askedMs, dueMs) => {
  const sent = withSent(noInterrupts, unclear(askedMs), 1_000);
  expect(nextInterruptStep(sent, 1_000 + dueMs - 1)).toBe("nothing");
  expect(nextInterruptStep(sent, 1_000 + dueMs)).toBe("look up");
  expect(nextInterruptStep({ ...sent, record: "absent" }, 1_000 + dueMs)).toBe("send");
});
