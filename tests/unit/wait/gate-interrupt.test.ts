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

describe("what is read while waiting", () => {
  test("ends with the wait, and no interrupt is sent that nothing speaks for", async () => {
    const bounds = { timeoutMs: 20_000, interruptAfterMs: 0, endlessEvents: true };
    const { gate, calls, alarms } = openGate("waitThenInterrupt", [found("running")], bounds);
    await expect(gate.pass(session("running"))).resolves.toMatchObject({
      kind: "timeout",
      interrupts: { sent: 0, unreadEvents: "the time of the wait was over" },
    });
    expect(calls).toEqual(["look at 25 s"]);
    expect(alarms).toEqual([25_000, 5_000]);
  });

  test.each(["wait", "waitThenInterrupt"] as const)(
    "under %s: a record of workflow runs that leads back tells nothing",
    async (policy) => {
      const cursors = ["2", "3", "2"];
      const runPages = cursors.map((next) => ({ events: [], next }));
      const looks = [session("running", { mayRunWorkflows: true })];
      const { gate, calls } = openGate(
        policy,
        looks.map((each) => ({ kind: "found", session: each })),
        { runPages, timeoutMs: 20_000, interruptAfterMs: 5_000 },
      );
      const passage = await gate.pass(looks[0] as (typeof looks)[0]);
      expect(passage).toMatchObject({ kind: "timeout", interrupts: { sent: 0 } });
      if (policy === "waitThenInterrupt") {
        const unreadEvents =
          "the record of its workflow runs leads back to a page that was read before";
        expect(passage).toMatchObject({ interrupts: { unreadEvents } });
      }
      const older = calls.filter((call) => /^runs \d/.test(call));
      expect(older.map((call) => call.slice(0, 6))).toEqual(["runs 2", "runs 3"]);
    },
  );
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

  test("a status that nobody knows here stands in quotation marks", async () => {
    const { gate, progress } = openGate("wait", [found("idle")], { timeoutMs: 20_000 });
    await gate.pass(session("idle now, says the server"));
    expect(progress).toEqual([
      'the session is "idle now, says the server"; waited 0 s for it to be idle, giving up in 20 s',
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
