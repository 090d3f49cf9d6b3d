import type { BusyPolicy } from "../../sdk";
import { SessionOverrides } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  type Arguments,
  arraysOf,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const policies: readonly BusyPolicy[] = ["wait", "interrupt", "waitThenInterrupt"];

/** One resource and one session per policy, all of them declared with these arguments. */
async function stackPerPolicy(args: Arguments) {
  const seeds = policies.map((policy) => ({ ...plainSession, id: `sesn_${policy}` }));
  const stack = await sessionStack({}, { seeds, emulatorOptions: { interruptPolls: 0 } });
  stack.setProgram(async () => {
    for (const whenBusy of policies) {
      new SessionOverrides(whenBusy, {
        ...args,
        sessionId: `sesn_${whenBusy}`,
        whenBusy,
        interruptAfterSeconds: 1,
      });
    }
  });
  return stack;
}

/** What was sent to a session: updates and interrupts. */
const written = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type).filter((type) => /updated|interrupt|user\.message/.test(type));

const linesOf = (output: string, name: string) =>
  output
    .split("\n")
    .filter((line) => line.includes(`SessionOverrides ${name} `))
    .join("\n");

describe("an update of a running session", () => {
  test("waits, interrupts, or waits and then interrupts, and says so on the resource's row", async () => {
    const stack = await stackPerPolicy({
      tools: [bashPolicy("always_ask")],
      resumeMessage: "Go on.",
    });
    stack.emulator.startTurn("sesn_wait", { polls: 3 });
    stack.emulator.startTurn("sesn_interrupt");
    stack.emulator.startTurn("sesn_waitThenInterrupt");

    const output = await outputOf(stack.up());
    const waiting = "the session is running; waited 0 s for it to be idle";
    expect(linesOf(output, "wait")).toContain(`${waiting}, giving up in 600 s`);
    expect(linesOf(output, "interrupt")).toContain(`${waiting}, interrupt sent`);
    expect(linesOf(output, "waitThenInterrupt")).toContain(`${waiting}, interrupting in 1 s`);

    const afterInterrupt = ["user.interrupt", "session.updated", "user.message"];
    expect(written(stack.emulator.events("sesn_wait"))).toEqual(["session.updated"]);
    expect(written(stack.emulator.events("sesn_interrupt"))).toEqual(afterInterrupt);
    expect(written(stack.emulator.events("sesn_waitThenInterrupt"))).toEqual(afterInterrupt);
  });

  test("fails at once where that is asked for, and gives up at its bound, with nothing changed", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")], whenBusy: "fail" });
    stack.emulator.startTurn(sessionId);
    expect(await failureOf(stack.up())).toContain(
      'error: cannot update the tools of session sesn_1: it is running and whenBusy is "fail". It was not interrupted. Nothing was changed.',
    );

    stack.declare({ tools: [bashPolicy("always_ask")], waitTimeoutSeconds: 1 });
    expect(await failureOf(stack.up())).toMatch(
      /error: cannot update the tools of session sesn_1: it was still running after 1 seconds?\. It was not interrupted\. Nothing was changed\./,
    );
    expect(written(stack.emulator.events(sessionId))).toEqual([]);
    expect(arraysOf(stack.emulator)).toMatchObject({ tools: [{ configs: [] }] });
  });

  test("makes no request and no wait when nothing is to be changed", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")], whenBusy: "fail" });
    await outputOf(stack.up());
    stack.requests();
    stack.emulator.startTurn(sessionId);
    await outputOf(stack.up());
    expect(stack.requests()).toEqual([]);
  });

  test("honours customTimeouts", async () => {
    const stack = await sessionStack({});
    stack.setProgram(async () => {
      const args = { sessionId, tools: [bashPolicy("always_ask")] };
      new SessionOverrides("support", args, { customTimeouts: { create: "1s" } });
    });
    stack.emulator.startTurn(sessionId);
    expect(await failureOf(stack.up())).toMatch(/it was still running after 1 seconds?/);
  });
});
