import fc from "fast-check";
import { baselineText } from "../../provider/api/baseline-text";
import { surroundings } from "../../provider/compose";
import { isProviderError, ProviderError } from "../../provider/errors";
import { createLifecycle } from "../../provider/lifecycle";
import { busyPolicies, ownershipPolicies } from "../../provider/model/policies";
import type { ObservedSession, RecordedInterrupt } from "../../provider/model/session";
import type { RunEvent } from "../../provider/model/workflow-run";
import type { SessionApi, WriteOutcome } from "../../provider/reconcile/session-api";
import { createProcessWide } from "../../provider/wait/process-wide";
import { createFakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";
import { customTool, wire } from "./entries";
import { sessionId } from "./world";

/*
 * The bounds that the docstrings of the verbs promise, against a service that does its worst: every answer is drawn at
 * random, so that no loop can rely on anything but its own deadline and count.
 */

const waitTimeoutSeconds = 40;
const waitTimeoutMs = waitTimeoutSeconds * 1000;
/** Pauses between rounds and between reads of the events, beyond the wait for idle. */
const pausesMaxMs = 3 * 60_000;
const requestsMax = 300;

const failure = new ProviderError("unavailable", "lost on the way");

const odd = (which: number) =>
  new ProviderError("refused", `tools.${which}: odd`, {
    seen: `tools.${which}: odd`,
    answeredAt: "Thu, 05 Nov 2026 12:00:01 GMT",
  });
const runOpen = new ProviderError("refused", "a run is open", { errorCode: "workflow_run_open" });
const interrupts: readonly (readonly RecordedInterrupt[] | undefined)[] = [
  undefined,
  [],
  [{ endedTurn: false }],
  [{ endedTurn: true, at: "2026-11-05T12:00:01Z" }],
];
const runEvents: readonly (readonly RunEvent[])[] = [
  [],
  [{ kind: "created", run: { runId: "wrun_1", name: "one" } }],
  [{ kind: "ended", runId: "wrun_1" }],
  [{ kind: "created", run: { runId: "wrun_2", name: "two" } }],
];

/** A service whose every answer is one of the given draws, used over and over. */
function adversary(draws: readonly number[]) {
  let requests = 0;
  let drawn = 0;
  const draw = (below: number) => (draws[drawn++ % draws.length] ?? 0) % below;
  const entryOf = (name: string) => ({
    entry: customTool(name),
    raw: wire.custom(name),
  });
  const session = (): ObservedSession => {
    const kind = draw(8);
    return {
      sessionId,
      agentId: "agent_1",
      status: kind < 3 ? "idle" : kind < 6 ? "running" : "rescheduling",
      updatedAt: draw(9) === 0 ? "2026-11-05T12:00:02Z" : "2026-11-05T12:00:00Z",
      ...(draw(3) === 0 ? { mayRunWorkflows: true as const } : {}),
      tools: [entryOf("theirs"), ...(draw(3) === 0 ? [entryOf(`other_${draw(50)}`)] : [])],
      mcpServers: [],
    };
  };
  const outcome = (): WriteOutcome => {
    const outcomes: readonly WriteOutcome[] = [
      { kind: "done", session: session() },
      { kind: "done" },
      { kind: "refused", refusal: failure },
      { kind: "refused", refusal: odd(draw(3)) },
      { kind: "refused", refusal: runOpen },
      { kind: "unclear", failure },
    ];
    return outcomes[draw(outcomes.length)] ?? { kind: "gone" };
  };
  let lastSent: ObservedSession | undefined;
  const api: SessionApi = {
    origin: () => ({ address: "https://api.example" }),
    getSession: async () => ({ kind: "found", session: session() }),
    updateSession: async (_id, patch) => {
      const tools = (patch.tools ?? []).map((outgoing) => ({
        entry: outgoing.entry,
        raw: "raw" in outgoing ? outgoing.raw : outgoing.entry,
      }));
      lastSent = { ...session(), tools };
      return draw(2) === 0 ? { kind: "done", session: lastSent } : outcome();
    },
    interruptSession: async () => outcome(),
    archiveSession: async () => outcome(),
    deleteSession: async () => outcome(),
    sendMessage: async () => outcome(),
    listUpdates: async () => {
      const times = { eventId: "sevt_1", at: "2026-11-05T12:00:01Z" };
      const others = { ...session(), ...times };
      return draw(3) > 0 && lastSent !== undefined ? [others, { ...lastSent, ...times }] : [];
    },
    listPendingActions: async () =>
      draw(4) === 0 ? [{ eventId: "sevt_2", toolKey: "custom:theirs" }] : [],
    listInterrupts: async () => interrupts[draw(interrupts.length)],
    listRunEvents: async () => ({
      events: runEvents[draw(runEvents.length)] ?? [],
      ...(draw(3) === 0 ? { next: `page_${draw(50)}` } : {}),
    }),
    listSessions: async () => ({ sessions: [], next: undefined }) as never,
  };
  const counted = Object.entries(api).map(([name, call]) => [
    name,
    (...given: unknown[]) => {
      requests += 1;
      return (call as (...given: unknown[]) => unknown)(...given);
    },
  ]);
  return { api: Object.fromEntries(counted) as SessionApi, requests: () => requests };
}

const draws = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 });
const policies = fc.record({
  whenBusy: fc.constantFrom(...busyPolicies),
  ownership: fc.constantFrom(...ownershipPolicies),
  interruptAfterSeconds: fc.constantFrom(0, 5, 39),
});

async function run(
  verb: "create" | "delete" | "read",
  given: readonly number[],
  members: object,
): Promise<{ readonly pausedMs: number; readonly requests: number }> {
  const clock = createFakeClock();
  const { api, requests } = adversary(given);
  const processWide = createProcessWide();
  const world = {
    api,
    baselineText,
    clock,
    random: () => 0,
    looks: singleLooks(api),
    ...processWide,
  };
  const lifecycle = createLifecycle(() => world, surroundings);
  const inputs = {
    sessionId,
    tools: [customTool("ours")],
    waitTimeoutSeconds,
    resumeMessage: "Go on.",
    ...members,
  };
  const nothing = () => undefined;
  const context = { reporter: { progress: nothing, info: nothing, warn: nothing } };
  const work =
    verb === "create"
      ? lifecycle.create(inputs, context)
      : verb === "read"
        ? lifecycle.read(sessionId, inputs, context)
        : lifecycle.delete(sessionId, inputs, context);
  await Promise.resolve(work).catch((error: unknown) => {
    if (!isProviderError(error)) throw error;
  });
  return { pausedMs: clock.now(), requests: requests() };
}

test("create and update end with the wait plus three minutes of pauses, after a bounded number of requests", async () => {
  let longest = 0;
  await fc.assert(
    fc.asyncProperty(draws, policies, async (given, members) => {
      const { pausedMs, requests } = await run("create", given, members);
      longest = Math.max(longest, pausedMs);
      expect(pausedMs).toBeLessThanOrEqual(waitTimeoutMs + pausesMaxMs);
      expect(requests).toBeLessThanOrEqual(requestsMax);
    }),
    { numRuns: 3_000 },
  );
  expect(longest).toBeGreaterThan(waitTimeoutMs);
});

test.each(["archive", "delete"])(
  "%s ends with the wait plus eight seconds of pauses",
  async (onDelete) => {
    await fc.assert(
      fc.asyncProperty(draws, policies, async (given, members) => {
        const { pausedMs } = await run("delete", given, { ...members, onDelete });
        expect(pausedMs).toBeLessThanOrEqual(waitTimeoutMs + 8_000);
      }),
      { numRuns: 1_000 },
    );
  },
);

test("restore ends as an update does", async () => {
  const baseline = baselineText.encode({
    tools: { kind: "entries", before: [{ key: "custom:theirs" }] },
  });
  await fc.assert(
    fc.asyncProperty(draws, policies, async (given, members) => {
      const stored = { ...members, onDelete: "restore", baseline };
      const { pausedMs } = await run("delete", given, stored);
      expect(pausedMs).toBeLessThanOrEqual(waitTimeoutMs + pausesMaxMs);
    }),
    { numRuns: 1_000 },
  );
});

test("read pauses for nothing, and retain asks for nothing", async () => {
  expect(await run("read", [4], {})).toMatchObject({ pausedMs: 0 });
  expect(await run("delete", [4], { onDelete: "retain" })).toEqual({ pausedMs: 0, requests: 0 });
});
