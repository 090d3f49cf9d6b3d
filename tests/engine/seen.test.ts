import { agentToolset } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { closeEmulators, outputOf, sessionId } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const bash = (type: string) =>
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] });
const wire = (type: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permission_policy: { type } }],
});

describe.each(hosts)("a preview that has refreshed, under the %s host", (_host, start) => {
  test("says that the update undoes a change made elsewhere, and that the session is at work", async () => {
    const stack = await start(
      { tools: [bash("always_ask")], whenBusy: "waitThenInterrupt", interruptAfterSeconds: 90 },
      { seeds: [{ id: sessionId, tools: [agentToolset()] }] },
    );
    await outputOf(stack.up());
    stack.emulator.edit(sessionId, { tools: [wire("always_allow")] });
    stack.emulator.startTurn(sessionId);

    const drifted = await outputOf(stack.preview({ refresh: true }));
    expect(drifted).toContain(
      "undoes a change made elsewhere, which was bash: always_ask → always_allow",
    );
    expect(drifted).toContain("running now: will be waited for, interrupted after 90 s");

    stack.declare({ tools: [bash("auto")], whenBusy: "wait" });
    const replaced = await outputOf(stack.preview({ refresh: true }));
    expect(replaced).toContain(
      "replaces a change made elsewhere, which was bash: always_ask → always_allow",
    );
    expect(replaced).toMatch(/running now: will be waited for, at most \d+ s/);
  });
});
