import {
  askBeforeBash,
  closeWorlds,
  failureOf,
  type Properties,
  plainTools,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const here = { organizationId: "org_a" };

/** The state of a deployment at one party, and another party that has no such session. */
async function deployedElsewhere(first: WorldOptions, second: WorldOptions) {
  const origin = await startWorld(first);
  origin.emulator.seed(plainTools);
  const { state } = await origin.create({ ...askBeforeBash, onDelete: "archive" });
  return { origin, state, other: await startWorld(second) };
}

const verbs: readonly (readonly [string, (world: World, state: Properties) => Promise<unknown>])[] =
  [
    ["a refresh", (world, state) => world.read(state)],
    ["archive", (world, state) => world.remove(state)],
    ["delete", (world, state) => world.remove({ ...state, onDelete: "delete" })],
    ["restore", (world, state) => world.remove({ ...state, onDelete: "restore" })],
  ];

describe.each(verbs)("%s that does not find the session", (_name, verb) => {
  test.each<[string, WorldOptions, WorldOptions]>([
    ["of another organization", here, { organizationId: "org_b" }],
    ["of another workspace", { ...here, workspaceId: "wrkspc_1" }, { ...here, workspaceId: "w_2" }],
    ["of another address that names no organization", here, { organizationId: null }],
  ])("is an error with both parties, with the key %s", async (_title, first, second) => {
    const { origin, other, state } = await deployedElsewhere(first, second);
    const failure = await failureOf(verb(other, state));
    expect(failure.kind).toBe("configuration");
    expect(failure.message).toContain(`it is not at ${other.emulator.url}`);
    expect(failure.message).toContain(
      `this stack last saw it at ${origin.emulator.url}, organization org_a`,
    );
    expect(failure.message).toContain("Nothing was changed.");
    expect(origin.emulator.session("sesn_1")).toMatchObject({ archived_at: null });
  });

  test.each<[string, WorldOptions, (state: Properties) => Properties]>([
    ["of the same organization behind another address", here, (state) => state],
    ["where the state tells of no party", here, ({ origin: _origin, ...state }) => state],
  ])("is believed %s, and a warning says so", async (_title, options, changed) => {
    const { other, state } = await deployedElsewhere(options, options);
    await verb(other, changed(state));
    expect(other.warnings).toEqual([expect.stringContaining("session sesn_1 does not exist")]);
  });
});
