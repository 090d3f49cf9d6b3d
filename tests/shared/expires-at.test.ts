import { agentToolset, customTool, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
} from "./world";

afterEach(closeWorlds);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.parse("2026-12-01T12:00:00Z");
const expiresAt = "2026-12-01T19:00:00+01:00";
const ended = "expired 2026-12-01 18:00 UTC";

const bash = (policy: string) => ({
  configs: [{ name: "bash", permissionPolicy: { type: policy } }],
});
const theirs = wire.custom("theirs");
const asking = {
  type: "agent_toolset_20260401",
  default_config: { enabled: true, permission_policy: { type: "always_allow" } },
  configs: [
    { type: "bash", name: "bash", enabled: true, permission_policy: { type: "always_ask" } },
  ],
};
const grant = shared({ tools: [agentToolset(bash("always_allow"))], expiresAt });

async function granted(inputs: Properties = grant) {
  let nowMs = start;
  const world = await startWorld({ now: () => nowMs });
  world.emulator.seed({ id: sessionId, tools: [theirs, asking] });
  const resource = world.resource();
  await resource.up(inputs);
  world.requests();
  return {
    world,
    resource,
    setTime: (ms: number) => {
      nowMs = ms;
    },
    checked: (next: Properties = inputs) => {
      // What the engine stores as inputs lies in the state, too.
      return world.lifecycle.check({ sessionId, ...next }, resource.state, undefined);
    },
  };
}

const toolsOf = (world: World) => world.stored().tools;

describe("before its moment a grant holds", () => {
  test("and says for how long", async () => {
    const { checked, resource, world } = await granted();
    expect(toolsOf(world)).toMatchObject([
      theirs,
      { configs: [{ permission_policy: { type: "always_allow" } }] },
    ]);
    expect(checked().notes).toEqual([
      "holds until 2026-12-01 18:00 UTC, 6 h from now; the first deployment after that puts things back",
    ]);
    expect(resource.state).not.toHaveProperty("expired");
  });

  test.each([
    [start + 4 * 24 * hourMs + 5 * hourMs, "4 days 5 h"],
    [start + 24 * hourMs, "1 day"],
    [start + 61 * minuteMs, "1 h 1 min"],
    [start + 90, "less than a minute"],
  ])("in the two largest units (%#)", async (endsAtMs, words) => {
    const { checked } = await granted();
    const next = { ...grant, expiresAt: new Date(endsAtMs).toISOString() };
    expect(checked(next).notes[0]).toContain(`, ${words} from now;`);
  });

  test("more than a year is a warning", async () => {
    const { checked } = await granted();
    expect(checked({ ...grant, expiresAt: "2028-01-01T00:00:00Z" }).warnings).toEqual([
      "expiresAt is 2028-01-01 00:00 UTC, more than a year from now; if that is meant to last, leave expiresAt out",
    ]);
  });
});

describe("the first deployment after its moment puts things back", () => {
  test("as restore would, in one write, and keeps what others did since", async () => {
    const { world, resource, setTime, checked } = await granted();
    const later = wire.custom("later");
    world.emulator.edit(sessionId, { tools: [...toolsOf(world), later] });
    setTime(start + 7 * hourMs);
    const next = checked();
    expect(next.inputs).toMatchObject({ expired: true, access: { tools: "not managed" } });
    expect(world.lifecycle.diff(resource.state ?? {}, next.inputs)).toEqual({
      kind: "update",
      keys: ["expired"],
    });
    expect(world.lifecycle.plan(next.inputs, resource.state).sentences).toEqual([
      `${ended}: tightens bash: always_allow → always_ask`,
    ]);
    await resource.up(grant);
    expect(toolsOf(world)).toEqual([theirs, asking, later]);
    expect(resource.state).toMatchObject({ expired: true });
    expect(resource.state).not.toHaveProperty("baseline");
  });

  test("under exclusive the arrays are as they were", async () => {
    const whole = { tools: [customTool("only")], expiresAt };
    const { world, resource, setTime } = await granted(whole);
    expect(toolsOf(world)).toMatchObject([{ name: "only" }]);
    setTime(start + 7 * hourMs);
    await resource.up(whole);
    expect(toolsOf(world)).toEqual([theirs, asking]);
  });

  test("a busy session is waited for as always", async () => {
    const { world, resource, setTime } = await granted({ ...grant, whenBusy: "fail" });
    setTime(start + 7 * hourMs);
    world.emulator.startTurn(sessionId);
    const error = await failureOf(resource.up({ ...grant, whenBusy: "fail" }));
    expect(error.kind).toBe("busy");
    expect(resource.state).not.toHaveProperty("expired");
    world.emulator.finishTurn(sessionId);
    await resource.up({ ...grant, whenBusy: "fail" });
    expect(toolsOf(world)).toEqual([theirs, asking]);
  });

  test("a session that has ended needs nothing put back", async () => {
    const { world, resource, setTime } = await granted();
    world.emulator.archive(sessionId);
    setTime(start + 7 * hourMs);
    await resource.up(grant);
    expect(resource.state).toMatchObject({ expired: true });
    expect(world.warnings).toEqual([expect.stringContaining("was archived")]);
  });
});

describe("afterwards it holds nothing", () => {
  const afterwards = async () => {
    const all = await granted();
    all.setTime(start + 7 * hourMs);
    await all.resource.up(grant);
    all.world.requests();
    return all;
  };

  test("what the session has is no drift, and deploying again writes nothing", async () => {
    const { world, resource, checked } = await afterwards();
    world.emulator.edit(sessionId, { tools: [] });
    const found = await resource.refresh();
    expect(found).toMatchObject({ kind: "found", inputs: { expired: true } });
    expect(world.lifecycle.diff(resource.state ?? {}, checked().inputs)).toEqual({ kind: "same" });
    world.requests();
    await resource.up({ ...grant, whenBusy: "fail" });
    expect(world.requests()).toEqual(["GET session 200"]);
    expect(toolsOf(world)).toEqual([]);
  });

  test("a clock that goes back grants nothing anew", async () => {
    const { resource, world, setTime, checked } = await afterwards();
    setTime(start);
    expect(checked().inputs).toMatchObject({ expired: true });
    expect(world.lifecycle.diff(resource.state ?? {}, checked().inputs)).toEqual({ kind: "same" });
  });

  test("removing the resource has nothing to restore, and asks nothing", async () => {
    const { world, resource } = await afterwards();
    await resource.destroy();
    expect(world.requests()).toEqual([]);
    expect(world.infos.at(-1)).toBe(
      "there is nothing to restore on session sesn_1: the grant had expired, and was given back then",
    );
  });

  test("a later moment grants it again, and gives back what there is then", async () => {
    const { world, resource, setTime } = await afterwards();
    const again = { ...grant, expiresAt: "2026-12-03T00:00:00Z" };
    await resource.up(again);
    expect(toolsOf(world)).toMatchObject([
      theirs,
      { configs: [{ permission_policy: { type: "always_allow" } }] },
    ]);
    expect(resource.state).not.toHaveProperty("expired");
    setTime(Date.parse("2026-12-03T00:00:01Z"));
    await resource.up(again);
    expect(toolsOf(world)).toEqual([theirs, asking]);
  });
});

test("a refresh alone changes nothing and says that an up is due", async () => {
  const { world, resource, setTime } = await granted();
  setTime(start + 7 * hourMs);
  const found = await resource.refresh();
  expect(found).toMatchObject({ inputs: { access: { bash: "always_allow" } } });
  expect(world.warnings).toEqual([
    `${ended} and still holds: a refresh changes no session; the next pulumi up puts things back`,
  ]);
  expect(world.requests()).toEqual(["GET session 200"]);
});

describe("what expiresAt may not be", () => {
  test.each<[string, unknown, string]>([
    [
      "past, at creation",
      "2026-11-30T00:00:00Z",
      "is 2026-11-30 00:00 UTC, which has passed, so the resource would hold nothing; name a later moment, or leave the resource out",
    ],
    ["without an offset", "2026-12-01T18:00:00", "must be a time such as 2026-11-01T00:00:00Z"],
    ["no time", "tomorrow", "must be a time such as 2026-11-01T00:00:00Z"],
  ])("%s", async (_what, moment, reason) => {
    const world = await startWorld({ now: () => start });
    const { violations } = world.lifecycle.check(
      { sessionId, ...grant, expiresAt: moment },
      undefined,
      undefined,
    );
    expect(violations).toEqual([{ path: "expiresAt", reason }]);
  });
});
