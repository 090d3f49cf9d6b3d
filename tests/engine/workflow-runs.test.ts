import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import {
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const asking = { tools: [bashPolicy("always_ask")] };
/** Its name is text of others. */
const run = { id: "wrun_1", state: "paused", name: "Nightly\u001b[31m report" } as const;
const openRun = String.raw`its workflow run "Nightly\u{1b}[31m report" (wrun_1) is open since 20`;

describe.each(hosts)("an idle session with an open workflow run, %s host", (_host, start) => {
  test("is waited for without an interrupt, and named where nothing is waited for, by up and destroy", async () => {
    const stack = await start({ ...asking, whenBusy: "interrupt" }, { seeds: [plainSession] });
    const { emulator } = stack;
    const sent = () => emulator.events(sessionId).map(({ type }) => type);
    const bash = () => emulator.rights(sessionId)?.builtIns.get("bash");

    emulator.openRun(sessionId, { ...run, reads: 4 });
    const waited = await outputOf(stack.up());
    expect(waited).toContain(`the session is idle and ${openRun}`);
    expect(waited).not.toContain("interrupting in");
    expect(bash()).toEqual({ permission: "always_ask" });
    expect(sent()).not.toContain("user.interrupt");

    emulator.openRun(sessionId, { ...run, id: "wrun_2", name: "Weekly" });
    stack.declare({ ...asking, tools: [bashPolicy("auto")], whenBusy: "fail" });
    const refused = await failureOf(stack.up());
    expect(refused).toContain(
      'cannot update the tools of session sesn_1: its workflow run "Weekly" (wrun_2) is open since 20',
    );
    expect(refused).toContain("It was not interrupted. Nothing was changed. Ask the agent to");
    expect(bash()).toEqual({ permission: "always_ask" });

    // A removal goes by what was deployed, so the policy has to be deployed first, as the error says.
    stack.declare({ ...asking, whenBusy: "fail", onDelete: "archive" });
    await outputOf(stack.up());
    const kept = await failureOf(stack.destroy());
    expect(kept).toContain('its workflow run "Weekly" (wrun_2) is open since 20');
    expect(kept).toContain("deploy it first: a removal goes by what was last deployed");
    stack.declare({ ...asking, whenBusy: "wait", onDelete: "archive" });
    await outputOf(stack.up());
    emulator.endRun(sessionId, "completed", "wrun_2");
    await outputOf(stack.destroy());
    expect(emulator.session(sessionId)?.archived_at).toEqual(expect.any(String));
    expect(sent()).not.toContain("user.interrupt");
  });
});
