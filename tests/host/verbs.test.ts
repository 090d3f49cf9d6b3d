import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  agentToolset,
  apiKey,
  asking,
  askingConfigs,
  closeHosts,
  type HostWorld,
  hidden,
  sessionId,
  startHostWorld,
} from "./host-world";

const { DIFF_NONE: NONE, DIFF_UNKNOWN: UNSTATED } = DiffResponse.DiffChanges;
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
let world: HostWorld;

beforeAll(async () => {
  world = await startHostWorld();
}, 120_000);
afterAll(closeHosts);

afterEach(() => {
  expect(world.host.told()).not.toContain(apiKey);
  expect(world.host.told()).not.toMatch(/\n\s+at /);
  if (world.emulator.session(sessionId) !== undefined) world.emulator.remove(sessionId);
  world.emulator.clearRequests();
});

const methods = () => world.emulator.requests.map(({ method }) => method);

async function created() {
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  const { inputs } = await world.host.check({}, asking);
  const { id, properties } = await world.host.create(inputs);
  world.emulator.clearRequests();
  return { id, inputs, properties };
}

describe("the verbs in the real process", () => {
  test("two first calls at the same moment both find the configuration", async () => {
    const fresh = await startHostWorld();
    for (const id of ["sesn_a", "sesn_b"]) fresh.emulator.seed({ id, tools: [agentToolset()] });
    const ids = await Promise.all(
      ["sesn_a", "sesn_b"].map(
        async (id) => (await fresh.host.create({ ...asking, sessionId: id })).id,
      ),
    );
    expect(ids).toEqual(["sesn_a", "sesn_b"]);
  }, 60_000);

  test("check makes no request, fills defaults in, adds the access map and keeps the hidden keys", async () => {
    const { inputs, failures } = await world.host.check({}, asking);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ ...asking, whenBusy: "wait", onDelete: "archive" });
    expect(inputs.access).toMatchObject({ bash: "always_ask", read: "always_allow" });
    expect(methods()).toEqual([]);
  });

  test("check tells every broken rule with its path", async () => {
    const news = {
      ...hidden,
      sessionId: "../x",
      tools: [agentToolset({ configs: [{ name: "bahs" }] })],
    };
    const { failures } = await world.host.check({}, news);
    expect(failures.map(({ reason }) => reason.split(":")[0])).toEqual([
      "sessionId",
      "tools[0].configs[0].name",
    ]);
  });

  test("check shows warnings on the resource's row", async () => {
    await world.host.check({}, { ...asking, tools: [{ type: "recall_20270101" }] });
    expect(world.host.engine.lines.at(-1)).toMatchObject({
      urn: hidden.__urn,
      message: expect.stringContaining("recall_20270101"),
    });
  });

  test.each<readonly [string, object]>([
    ["the session", { sessionId: unknown }],
    ["all tools", { tools: unknown }],
    [
      "deep inside",
      {
        tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: unknown } }] })],
      },
    ],
  ])(
    "unknown values in %s pass check as they are and count as changed in diff",
    async (_name, part) => {
      const { inputs } = await world.host.check({}, asking);
      const next = await world.host.check(inputs, { ...asking, ...part });
      expect(next.failures).toEqual([]);
      expect(next.inputs).toMatchObject(part);
      expect(await world.host.diff(inputs, next.inputs)).toMatchObject({ changes: UNSTATED });
      expect(methods()).toEqual([]);
    },
  );

  test("diff: the same in other words is none, another right is left to the engine, another session replaces", async () => {
    const { inputs } = await world.host.check({}, asking);
    const longer = {
      ...inputs,
      tools: [agentToolset({ defaultConfig: { enabled: true }, configs: askingConfigs })],
    };
    expect(await world.host.diff(inputs, longer)).toMatchObject({
      changes: NONE,
      replacesList: [],
    });
    expect(await world.host.diff(inputs, { ...inputs, tools: [] })).toMatchObject({
      changes: UNSTATED,
      replacesList: [],
    });
    expect(await world.host.diff(inputs, { ...inputs, sessionId: "sesn_2" })).toMatchObject({
      replacesList: ["sessionId"],
    });
  });

  test("create answers with the session's id and everything later verbs need", async () => {
    const { id, inputs, properties } = await created();
    expect(id).toBe(sessionId);
    expect(properties).toMatchObject({ ...inputs, ...hidden, agentId: expect.any(String) });
  });

  test("what create stored reads back without a difference", async () => {
    const { id, inputs, properties } = await created();
    const read = await world.host.read(id, properties);
    expect(read).toEqual({ id, properties, inputs });
    expect(await world.host.diff(properties, inputs)).toMatchObject({ changes: NONE });
    expect(methods()).toEqual(["GET"]);
  });

  test("an update of nothing is one GET; delete works from the state", async () => {
    const { id, inputs, properties } = await created();
    expect(await world.host.update(id, properties, inputs)).toEqual(properties);
    expect(methods()).toEqual(["GET"]);
    await (await world.nextOperation()).delete(id, { ...properties, onDelete: "delete" });
    expect(world.emulator.session(sessionId)).toBeUndefined();
  });

  test("a session that is gone reads as an empty answer", async () => {
    const { id, properties } = await created();
    world.emulator.remove(sessionId);
    expect(await world.host.read(id, properties)).toMatchObject({ id: "" });
  });

  test("while it waits the row says for what", async () => {
    const { id, properties, inputs } = await created();
    world.emulator.startTurn(sessionId, { polls: 1 });
    await world.host.update(id, properties, { ...inputs, tools: [] });
    expect(world.host.engine.lines).toContainEqual(
      expect.objectContaining({
        urn: hidden.__urn,
        ephemeral: true,
        message: expect.stringContaining("the session is running"),
      }),
    );
  });
});
