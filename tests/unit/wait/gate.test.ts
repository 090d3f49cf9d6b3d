import { found, openGate, session } from "./gate-world";

const archivedAt = "2026-11-22T10:00:00Z";

describe("a session that has ended", () => {
  test.each([
    ["archived", session("terminated", { archivedAt }), "archived"],
    ["archived and said to run", session("running", { archivedAt }), "archived"],
    ["terminated", session("terminated"), "terminated"],
  ])("that is %s never opens it, and nobody waits", async (_name, first, kind) => {
    const { gate, calls } = openGate("interrupt", []);
    await expect(gate.pass(first)).resolves.toMatchObject({ kind });
    expect(calls).toEqual([]);
  });
});

describe("whenBusy: fail", () => {
  test.each(["running", "rescheduling", "hibernating"])(
    "ends at once while the session is %s",
    async (status) => {
      const { gate, calls } = openGate("fail", []);
      await expect(gate.pass(session(status))).resolves.toMatchObject({ kind: "busy", status });
      expect(calls).toEqual([]);
    },
  );
});

describe("whenBusy: wait", () => {
  test.each(["running", "rescheduling", "hibernating"])(
    "looks until a session that is %s is idle",
    async (status) => {
      const { gate, calls } = openGate("wait", [found(status), found(status), found("idle")]);
      await expect(gate.pass(session(status))).resolves.toMatchObject({
        kind: "open",
        session: session("idle"),
      });
      expect(calls).toEqual(["look at 0.5 s", "look at 1.3 s", "look at 2.58 s"]);
      expect(calls.join()).not.toContain("interrupt");
    },
  );

  test.each([
    ["archived", found("terminated", { archivedAt })],
    ["terminated", found("terminated")],
    ["gone", { kind: "gone" } as const],
  ])("ends at once when a look finds the session %s", async (kind, look) => {
    const { gate, calls } = openGate("wait", [found("running"), look]);
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind });
    expect(calls).toHaveLength(2);
  });

  test("gives up at the deadline, after one last look there", async () => {
    const { gate, calls, clock } = openGate("wait", [found("running")], { timeoutMs: 10_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({
      kind: "timeout",
      status: "running",
      waitedMs: 10_000,
      interrupts: { sent: 0 },
    });
    expect(calls.at(-1)).toBe("look at 10 s");
    expect(clock.now()).toBe(10_000);
  });

  test("opens when only the last look, at the deadline, finds the session idle", async () => {
    const looks = [found("running"), found("running"), found("idle")];
    const { gate } = openGate("wait", looks, { timeoutMs: 2_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "open" });
  });

  test("tells the status of the last look when it gives up", async () => {
    const { gate } = openGate("wait", [found("rescheduling")], { timeoutMs: 1_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ status: "rescheduling" });
  });
});

describe("one gate for one operation", () => {
  test("passed again, it keeps its deadline", async () => {
    const looks = [found("running"), found("idle"), found("running")];
    const { gate, clock } = openGate("wait", looks, { timeoutMs: 5_000 });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "open" });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "timeout" });
    expect(clock.now()).toBe(5_000);
  });

  test("passed again after the deadline, it gives up without another look", async () => {
    const { gate, clock, calls } = openGate("wait", [], { timeoutMs: 1_000 });
    await clock.sleep(2_000);
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "timeout" });
    expect(calls).toEqual([]);
  });

  test("passed again, it does not interrupt again", async () => {
    const looks = [found("idle"), found("running"), found("idle")];
    const { gate, calls } = openGate("interrupt", looks);
    await gate.pass(session("running"));
    await gate.pass(session("running"));
    expect(calls.filter((call) => call.startsWith("interrupt"))).toEqual(["interrupt at 0 s"]);
  });
});

describe("cancellation", () => {
  test("before the first wait ends it without a look", async () => {
    const { gate, calls } = openGate("wait", [], { signal: AbortSignal.abort() });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({
      kind: "cancelled",
      status: "running",
      interrupts: { sent: 0 },
    });
    expect(calls).toEqual([]);
  });

  test("between two looks ends it before the next one", async () => {
    const controller = new AbortController();
    const onLook = (count: number) => {
      if (count === 2) controller.abort();
    };
    const options = { signal: controller.signal, onLook };
    const { gate, calls } = openGate("interrupt", [found("running")], options);
    await expect(gate.pass(session("running"))).resolves.toMatchObject({
      kind: "cancelled",
      interrupts: { sent: 1, last: { kind: "sent" } },
    });
    expect(calls.filter((call) => call.startsWith("look"))).toHaveLength(2);
  });
});
