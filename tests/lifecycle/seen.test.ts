import { previewResource } from "../../provider/survey";
import { closeWorlds, startFleetWorld } from "../fleet/world";

/** What a preview says because this operation has seen the session, or looks at it for the preview. */

afterEach(closeWorlds);

const urn = "urn:pulumi:prod::office::managed-agents:index:SessionOverrides::support";
const toolset = (policy: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permissionPolicy: { type: policy } }],
});
const wire = (policy: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permission_policy: { type: policy } }],
});
const custom = { type: "custom", name: "lookup", description: "d", input_schema: {} };

async function started(tools: readonly unknown[] = [wire("always_ask")]) {
  const world = await startFleetWorld();
  world.emulator.seed({ id: "sesn_a", tools });
  const told: string[] = [];
  const reporter = {
    progress() {},
    info: (line: string) => void told.push(line),
    warn: (line: string) => void told.push(line),
  };
  const context = { reporter, urn };
  const inputs = (policy: string) =>
    world.single.check(
      {
        sessionId: "sesn_a",
        tools: [toolset(policy)],
        whenBusy: "waitThenInterrupt",
        onDelete: "retain",
      },
      undefined,
      undefined,
    ).inputs;
  return { ...world, told, context, inputs };
}

describe("an update after a refresh of the same operation", () => {
  async function refreshed(change: (world: Awaited<ReturnType<typeof started>>) => void) {
    const world = await started();
    const { state } = await world.single.create(world.inputs("always_ask"), world.context);
    change(world);
    const found = await world.single.read("sesn_a", state, world.context);
    if (found.kind !== "found") throw new Error("gone");
    world.told.length = 0;
    return { ...world, state: found.state };
  }
  const loosened = ({ emulator }: Awaited<ReturnType<typeof started>>) =>
    emulator.edit("sesn_a", { tools: [wire("always_allow")] });

  test("says that it undoes what was changed elsewhere", async () => {
    const { single, inputs, state, told, context } = await refreshed(loosened);
    await previewResource(single, [inputs("always_ask"), state], context, true);
    expect(told).toEqual([
      "tightens bash: always_allow → always_ask",
      "undoes a change made elsewhere, which was bash: always_ask → always_allow",
    ]);
  });

  test("says that it goes over it with something else", async () => {
    const { single, inputs, state, told, context } = await refreshed(loosened);
    await previewResource(single, [inputs("auto"), state], context, true);
    expect(told[1]).toBe(
      "replaces a change made elsewhere, which was bash: always_ask → always_allow",
    );
  });

  test("says that the session is at work, and what becomes of it", async () => {
    const { single, inputs, state, told, context } = await refreshed(({ emulator }) =>
      emulator.startTurn("sesn_a"),
    );
    await previewResource(single, [inputs("auto"), state], context, true);
    expect(told).toEqual([
      "loosens bash: always_ask → auto",
      "running now: will be waited for, interrupted after 60 s",
    ]);
  });

  test("says nothing of either where nothing changes, or in the next operation", async () => {
    const { single, inputs, state, told, context } = await refreshed(({ emulator }) =>
      emulator.startTurn("sesn_a"),
    );
    await previewResource(single, [inputs("always_ask"), state], context, true);
    single.forgetClaims();
    await previewResource(single, [inputs("auto"), state], context, true);
    expect(told).toEqual(["loosens bash: always_ask → auto"]);
  });
});

describe("a new resource on a live session", () => {
  test("is compared with what the session has, and says what goes", async () => {
    const { single, inputs, told, context, counted } = await started([
      wire("always_allow"),
      custom,
    ]);
    await previewResource(single, [inputs("always_ask")], context, true);
    expect(told).toEqual([
      "makes session sesn_a what is declared; it was looked at",
      "tightens bash: always_allow → always_ask",
      expect.stringMatching(/^tightens custom:lookup: removed, was answered by your client/),
    ]);
    expect(counted()).toEqual({ "GET /v1/sessions/*": 1 });
  });

  test("says so where the session has it already, is gone, or has ended", async () => {
    const { single, inputs, told, context, emulator } = await started();
    await previewResource(single, [inputs("always_ask")], context, true);
    emulator.archive("sesn_a");
    await previewResource(single, [inputs("always_ask")], context, true);
    emulator.remove("sesn_a");
    await previewResource(single, [inputs("always_ask")], context, true);
    expect(told).toEqual([
      "makes session sesn_a what is declared: it is so already, and nothing is written",
      expect.stringMatching(/^the deployment will fail: cannot .* sesn_a: it was archived at/),
      expect.stringMatching(
        /^the deployment will fail: cannot .* there is no session with this id/,
      ),
    ]);
  });

  test("is not looked at where previews are not to look", async () => {
    const { single, inputs, told, context, counted } = await started();
    await previewResource(single, [inputs("always_ask")], context, false);
    expect(told).toEqual([expect.stringContaining("is not looked at in a preview")]);
    expect(counted()).toEqual({});
  });

  test("says in the deployment what went", async () => {
    const { single, inputs, told, context } = await started([wire("always_allow"), custom]);
    await single.create(inputs("always_ask"), context);
    expect(told).toEqual([
      "custom:lookup: somebody else put it there; the deployment takes it out",
    ]);
  });
});
