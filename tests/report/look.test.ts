import { judge } from "../../provider/report/judge/judge";
import { lookAtSessions } from "../../provider/report/look/look";
import type { Report } from "../../provider/report/report";
import { closeWorlds, type FleetWorld, seedSessions, startFleetWorld } from "../fleet/world";
import { inputs, readRecorded, readText, said, stepEvent } from "../unit/report/reading";
import { behindTheStack, deployFirst, mixedSeeds } from "./mixed-change";

afterEach(closeWorlds);

type Operation = Awaited<ReturnType<typeof readText>>;

/** The emulator's time of day, as much later. */
const atTime = (world: FleetWorld, laterMs: number) => () => 1.8e12 + world.clock.now() + laterMs;

async function lookedAt(world: FleetWorld, operation: Operation, laterMs = 0): Promise<Report> {
  const bounds = { timeoutMs: 60_000, timeOfDay: atTime(world, laterMs) };
  const looks = await lookAtSessions(operation, world.dependencies, bounds);
  return judge([{ operation, looks }], "Review");
}

async function mixedWorld(): Promise<FleetWorld> {
  const world = await startFleetWorld();
  for (const seed of mixedSeeds) world.emulator.seed(seed);
  deployFirst(world.emulator);
  behindTheStack(world.emulator);
  return world;
}

describe("the mixed change, with a look", () => {
  let report: Report;
  let world: FleetWorld;
  beforeEach(async () => {
    world = await mixedWorld();
    report = await lookedAt(world, await readRecorded("native-preview.events.jsonl"), 12 * 60_000);
  });

  test("tells who works now, since when, and what becomes of it", () => {
    expect(said(report, "interrupts")).toEqual({
      sesn_migration: [
        "running now, for 12 min at least: will be waited for, interrupted after 120 s",
      ],
    });
    expect(said(report, "waits").sesn_billing).toEqual([
      "idle now; if it is at work when the deployment comes to it: waited for, at most 600 s, and never interrupted",
    ]);
  });

  test("tells that what must be absent is there, and whose it is not", () => {
    expect(said(report, "tightens")).toEqual({
      sesn_intake: [
        "mcp:leaky-crm: removed, was https://leaky-crm.example.com",
        "mcp:leaky-crm/*: removed, was always_ask",
      ],
    });
    expect(said(report, "others")).toEqual({
      sesn_intake: [
        "mcp:leaky-crm: somebody else put it there; the deployment takes it out",
        "mcp:leaky-crm/*: somebody else put it there; the deployment takes it out",
      ],
    });
  });

  test("keeps the verdict, and has nothing left that it does not know", () => {
    expect(report.verdict).toBe(
      "1 ended for good · 2 looser · 1 with new hosts · 1 changed elsewhere, to be undone · 1 tighter · 1 may be interrupted · 1 may touch entries of others · 1 unchanged",
    );
    expect(said(report, "unknown")).toEqual({});
    expect(report.stacks[0]?.limits).toEqual([]);
  });

  test("reads only", () => {
    expect(world.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

test("what a new resource finds on its session is compared, and what it takes away is told", async () => {
  const world = await startFleetWorld();
  const custom = { type: "custom", name: "lookup", description: "d", input_schema: {} };
  world.emulator.seed({ id: "sesn_a", tools: [{ type: "agent_toolset_20260401" }, custom] });
  const report = await lookedAt(
    world,
    await readText(stepEvent("create", "a", { next: inputs("a", "always_ask") })),
  );
  expect(Object.keys(said(report, "takesOver"))).toEqual(["sesn_a"]);
  expect(said(report, "tightens").sesn_a).toEqual([
    "bash: always_allow → always_ask",
    expect.stringMatching(/^custom:lookup: removed/),
  ]);
  expect(said(report, "others").sesn_a).toContain(
    "custom:lookup: somebody else put it there; the deployment takes it out",
  );
  expect(report.gates).not.toContain("unknown");
});

test("a person's answer that is awaited for a tool that goes is told; other calls are not", async () => {
  const world = await startFleetWorld();
  world.emulator.seed({ id: "sesn_a", tools: [{ type: "agent_toolset_20260401" }] });
  const eventId = world.emulator.requireAction("sesn_a", { name: "bash" });
  const disabled = inputs("a", "always_ask", {
    tools: [{ type: "agent_toolset_20260401", configs: [{ name: "bash", enabled: false }] }],
  });
  const event = (next: object) =>
    readText(stepEvent("update", "a", { old: inputs("a", "always_allow"), next: { ...next } }));
  const report = await lookedAt(world, await event(disabled));
  expect(said(report, "interrupts").sesn_a?.[0]).toContain(
    `waits for a person's answer to its call of bash (event ${eventId})`,
  );
  const other = await lookedAt(world, await event(inputs("a", "always_ask")));
  expect(said(other, "interrupts")).toEqual({});
  const ended = await lookedAt(
    world,
    await readText(stepEvent("delete", "a", { old: inputs("a", "auto") })),
  );
  expect(said(ended, "interrupts").sesn_a?.[0]).toContain("and ends without it");
});

test("an open workflow run is told", async () => {
  const world = await startFleetWorld();
  world.emulator.seed({
    id: "sesn_a",
    tools: [{ type: "agent_toolset_20260401" }],
    multiagent: { type: "multiagent_20261001" },
  });
  world.emulator.openRun("sesn_a", { name: "nightly" });
  const event = stepEvent("update", "a", {
    old: inputs("a", "always_allow"),
    next: inputs("a", "always_ask"),
  });
  const report = await lookedAt(world, await readText(event));
  expect(said(report, "waits").sesn_a?.join()).toMatch(/its workflow run "nightly" .* is open/);
});

test("of an agent's sessions those that would change, one by one, and how many there are", async () => {
  const world = await startFleetWorld();
  const ids = seedSessions(world.emulator, 30, (index) => ({
    tools: [
      {
        type: "agent_toolset_20260401",
        configs: index < 2 ? [{ name: "bash", permission_policy: { type: "always_allow" } }] : [],
      },
    ],
  }));
  const old = {
    agentId: "agent_1",
    ownership: "shared",
    onDelete: "retain",
    atMost: { bash: "always_allow" },
  };
  const next = { ...old, atMost: { bash: "always_ask" } };
  const type = "AgentSessionOverrides";
  const report = await lookedAt(
    world,
    await readText(stepEvent("update", "all", { old, next, type })),
  );
  expect(Object.keys(said(report, "tightens")).sort()).toEqual([...ids].sort());
  expect(said(report, "notes").agent_1).toEqual(["30 of 30 live sessions would be changed"]);
  expect(world.counted()["GET /v1/sessions"]).toBe(1);
});

describe("a look that fails is told, and fails nothing", () => {
  const update = () =>
    readText(
      stepEvent("update", "a", {
        old: inputs("a", "always_ask"),
        next: inputs("a", "always_allow"),
      }),
    );

  test("of a session that is not there", async () => {
    const report = await lookedAt(await startFleetWorld(), await update());
    expect(said(report, "unknown").sesn_a).toEqual([
      "could not be looked at: there is no such session for the credentials in use",
    ]);
    expect(said(report, "loosens").sesn_a).toEqual(["bash: always_ask → always_allow"]);
  });

  test("of an API that does not answer in time", async () => {
    const world = await mixedWorld();
    world.emulator.faults.always({ kind: "neverAnswer" });
    const operation = await readRecorded("native-preview.events.jsonl");
    const bounds = { timeoutMs: 20, timeOfDay: atTime(world, 0) };
    const looks = await lookAtSessions(operation, world.dependencies, bounds);
    const reasons = [...looks.values()].map((look) => look.kind === "failed" && look.reason);
    expect(new Set(reasons)).toEqual(new Set(["it took longer than 0.02 s"]));
    expect(judge([{ operation, looks }], "Review").verdict).toContain("1 ended for good");
  });

  test("of an API whose answers are none", async () => {
    const world = await startFleetWorld();
    world.emulator.seed({ id: "sesn_a" });
    world.emulator.faults.always({ kind: "malformedBody" });
    const report = await lookedAt(world, await update());
    expect(said(report, "unknown").sesn_a?.[0]).toMatch(/^could not be looked at: /);
  });

  test("of a person's answer that cannot be asked for: all else is told", async () => {
    const world = await startFleetWorld();
    world.emulator.seed({ id: "sesn_a", tools: [{ type: "agent_toolset_20260401" }] });
    world.emulator.faults.always({ kind: "malformedBody" }, { path: /\/events$/ });
    const old = inputs("a", "always_ask");
    const report = await lookedAt(world, await readText(stepEvent("delete", "a", { old })));
    expect(said(report, "unknown").sesn_a?.[0]).toMatch(/^whether it waits for a person's answer/);
    expect(Object.keys(said(report, "ends"))).toEqual(["sesn_a"]);
  });

  test("of one that ended", async () => {
    const world = await startFleetWorld();
    world.emulator.seed({ id: "sesn_a", archived_at: "2026-11-01T00:00:00Z" });
    const report = await lookedAt(world, await update());
    expect(said(report, "changes").sesn_a).toEqual([
      "the deployment will fail: the session was archived at 2026-11-01T00:00:00Z, and never changes again",
    ]);
  });
});
