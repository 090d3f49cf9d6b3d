import { found, openGate, session } from "./gate-world";

describe("whenBusy: interrupt", () => {
  test("interrupts at once, once, and looks until the session is idle", async () => {
    const { gate, calls } = openGate("interrupt", [
      found("running"),
      found("running"),
      found("idle"),
    ]);
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "open" });
    expect(calls).toEqual(["interrupt at 0 s", "look at 0.5 s", "look at 1.3 s", "look at 2.58 s"]);
  });

  test("interrupts a session that is rescheduling too", async () => {
    const { gate, calls } = openGate("interrupt", [found("idle")]);
    await gate.pass(session("rescheduling"));
    expect(calls[0]).toBe("interrupt at 0 s");
  });

  test("gives up at the deadline with one interrupt sent", async () => {
    const { gate, calls } = openGate("interrupt", [found("running")], { timeoutMs: 60_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({
      kind: "timeout",
      waitedMs: 60_000,
      interrupts: { sent: 1, last: { kind: "sent" } },
    });
    expect(calls.filter((call) => call.startsWith("interrupt"))).toHaveLength(1);
  });
});

describe("whenBusy: waitThenInterrupt", () => {
  test("does not interrupt what becomes idle in time", async () => {
    const looks = [found("running"), found("idle")];
    const { gate, calls } = openGate("waitThenInterrupt", looks, { interruptAfterMs: 5_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "open" });
    expect(calls).toEqual(["look at 0.5 s", "look at 1.3 s"]);
    expect(calls.join()).not.toContain("interrupt");
  });

  test("looks at the moment of the interrupt, interrupts there, and looks on", async () => {
    const looks = [...Array.from({ length: 4 }, () => found("running")), found("idle")];
    const { gate, calls } = openGate("waitThenInterrupt", looks, { interruptAfterMs: 3_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "open" });
    expect(calls).toEqual([
      "look at 0.5 s",
      "look at 1.3 s",
      "look at 2.58 s",
      "look at 3 s",
      "interrupt at 3 s",
      expect.stringMatching(/^look at /),
    ]);
  });

  test("does not interrupt what the look at that moment finds idle", async () => {
    const looks = [found("running"), found("running"), found("running"), found("idle")];
    const { gate, calls } = openGate("waitThenInterrupt", looks, { interruptAfterMs: 3_000 });
    await gate.pass(session("running"));
    expect(calls.at(-1)).toBe("look at 3 s");
    expect(calls.join()).not.toContain("interrupt");
  });

  test("with no time to wait it interrupts at once", async () => {
    const { gate, calls } = openGate("waitThenInterrupt", [found("idle")], { interruptAfterMs: 0 });
    await gate.pass(session("running"));
    expect(calls).toEqual(["interrupt at 0 s", "look at 0.5 s"]);
  });
});

describe("what is told while waiting", () => {
  test("under wait: the status, for how long, and when it ends", async () => {
    const looks = [found("running"), found("rescheduling"), found("idle")];
    const { gate, progress } = openGate("wait", looks, { timeoutMs: 20_000 });
    await gate.pass(session("running"));
    expect(progress).toEqual([
      "the session is running; waited 0 s for it to be idle, giving up in 20 s",
      "the session is running; waited 1 s for it to be idle, giving up in 20 s",
      "the session is rescheduling; waited 1 s for it to be idle, giving up in 19 s",
    ]);
  });

  test("under waitThenInterrupt: when it will interrupt, and that it has", async () => {
    const looks = [found("running"), found("running"), found("idle")];
    const bounds = { timeoutMs: 20_000, interruptAfterMs: 1_000 };
    const { gate, progress } = openGate("waitThenInterrupt", looks, bounds);
    await gate.pass(session("running"));
    expect(progress).toEqual([
      "the session is running; waited 0 s for it to be idle, interrupting in 1 s, giving up in 20 s",
      "the session is running; waited 1 s for it to be idle, interrupting in 1 s, giving up in 20 s",
      "the session is running; waited 1 s for it to be idle, interrupt sent, giving up in 19 s",
    ]);
  });
});
