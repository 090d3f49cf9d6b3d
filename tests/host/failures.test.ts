import { startEmulator } from "../emulator";
import { hostFailureOf, startDynamicHost } from "./dynamic-host";
import {
  agentToolset,
  apiKey,
  asking,
  closeHosts,
  type HostWorld,
  hidden,
  sessionId,
  startHostWorld,
} from "./host-world";

let world: HostWorld;

beforeAll(async () => {
  world = await startHostWorld();
}, 120_000);
afterAll(closeHosts);

afterEach(() => {
  expect(world.host.told()).not.toContain(apiKey);
  expect(world.host.told()).not.toMatch(/\n\s+at /);
  if (world.emulator.session(sessionId) !== undefined) world.emulator.remove(sessionId);
  world.emulator.faults.clear();
  world.emulator.clearRequests();
});

const seed = () => world.emulator.seed({ id: sessionId, tools: [agentToolset()] });

describe("a verb that fails in the real process", () => {
  test("without effect leaves no resource behind", async () => {
    const failure = await hostFailureOf(world.host.create(asking));
    expect(failure).not.toHaveProperty("kept");
    expect(failure.message).toContain("there is no session with this id");
  });

  test("after a write keeps the resource, with all that later verbs need", async () => {
    seed();
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const { inputs } = await world.host.check({}, asking);
    const failure = await hostFailureOf(world.host.create(inputs));
    expect(failure.message).toContain("was accepted but did not take");
    expect(failure.kept).toMatchObject({
      id: sessionId,
      properties: { ...inputs, ...hidden },
      reasons: [failure.message],
    });

    const kept = failure.kept?.properties ?? {};
    const properties = await world.host.update(sessionId, kept, inputs);
    expect(properties).toMatchObject({ ...inputs, ...hidden });
    await (await world.nextOperation()).delete(sessionId, properties);
    expect(world.emulator.session(sessionId)?.archived_at).not.toBeNull();
  });

  test("after a write in an update keeps the resource too", async () => {
    seed();
    const { inputs } = await world.host.check({}, asking);
    const { properties } = await world.host.create(inputs);
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const failure = await hostFailureOf(
      world.host.update(sessionId, properties, { ...inputs, tools: [] }),
    );
    expect(failure.kept).toMatchObject({ id: sessionId, properties: { ...hidden, tools: [] } });
  });

  test("says which of read, update and delete met which refusal", async () => {
    const { inputs } = await world.host.check({}, asking);
    const refusal = {
      kind: "refuse",
      status: 403,
      type: "permission_error",
      message: "not yours",
    } as const;
    world.emulator.faults.always(refusal);
    const destroying = await world.nextOperation();
    for (const verb of [
      () => world.host.read(sessionId, inputs),
      () => world.host.update(sessionId, inputs, inputs),
      () => destroying.delete(sessionId, inputs),
    ]) {
      expect((await hostFailureOf(verb())).message).toMatch(
        /session sesn_1.*403 permission_error.*not yours/,
      );
    }
  });
});

describe("configuration that is missing or wrong", () => {
  const secretKey = "sk-ant-rejected-0123456789";

  test("without a key check and diff work, and a verb says which setting is missing", async () => {
    const emulator = await startEmulator();
    const host = await startDynamicHost({ "managed-agents:baseUrl": emulator.url });
    try {
      const { inputs, failures } = await host.check({}, asking);
      expect(failures).toEqual([]);
      expect(await host.diff(inputs, inputs)).toMatchObject({ changes: 1 });
      const failure = await hostFailureOf(host.create(inputs));
      expect(failure.message).toContain("managed-agents:apiKey");
      expect(failure).not.toHaveProperty("kept");
      expect(emulator.requests).toEqual([]);
    } finally {
      await host.stop();
      await emulator.close();
    }
  }, 60_000);

  test.each([
    ["managed-agents:apiKey", ""],
    ["managed-agents:requestsPerMinute", "0"],
    ["managed-agents:requestsInFlight", "many"],
    ["managed-agents:baseUrl", "http://example.com"],
  ])(
    "a %s of %j is refused by check already",
    async (setting, value) => {
      const { host, emulator } = await startHostWorld({ [setting]: value });
      const failure = await hostFailureOf(host.check({}, asking));
      expect(failure.message).toContain(setting);
      expect(emulator.requests).toEqual([]);
    },
    60_000,
  );

  test("a key that the API refuses is told as 401, and shows nowhere", async () => {
    const { host, emulator } = await startHostWorld({ "managed-agents:apiKey": secretKey });
    emulator.seed({ id: sessionId });
    const failure = await hostFailureOf(host.create(asking));
    expect(failure.message).toMatch(/API key from managed-agents:apiKey was refused, 401/);
    const read = await hostFailureOf(host.read(sessionId, asking));
    expect(`${JSON.stringify([failure, read])}${host.told()}`).not.toContain(secretKey);
  }, 60_000);

  test("a text of a newer version says which version to install", async () => {
    const __provider = hidden.__provider.replace("SessionOverrides", "ThingOfTomorrow");
    const failure = await hostFailureOf(world.host.create({ ...asking, __provider }));
    expect(failure.message).toContain('no resource type "ThingOfTomorrow"');
  });

  test("and prints no stack, as it is nobody's bug", async () => {
    const fresh = await startHostWorld();
    const __provider = hidden.__provider.replace("SessionOverrides", "ThingOfTomorrow");
    await hostFailureOf(fresh.host.check({}, { ...asking, __provider }));
    await fresh.host.stop();
    expect(fresh.host.told()).toContain('no resource type "ThingOfTomorrow"');
    expect(fresh.host.told()).not.toMatch(/\n\s+at /);
  }, 60_000);
});
