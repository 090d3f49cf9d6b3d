import type { WorldOptions } from "../lifecycle/world";
import { askBeforeBash, failureOf, type Properties } from "../lifecycle/world";
import { agentId, closeWorlds, type FleetWorld, seedSessions, startFleetWorld } from "./world";

afterEach(closeWorlds);

const here = { organizationId: "org_a" };
const archiving = { ...askBeforeBash, onDelete: "archive" };

async function deployedElsewhere(first: WorldOptions, second: WorldOptions) {
  const origin = await startFleetWorld(first);
  const ids = seedSessions(origin.emulator, 3);
  const { state } = await origin.create(archiving);
  return { origin, ids, state, other: await startFleetWorld(second) };
}

/** By the state alone, as the engine removes. */
const removal = ({ fleet, reporter }: FleetWorld, state: Properties) =>
  fleet.delete(agentId, state, { reporter });

const verbs: readonly (readonly [
  string,
  (world: FleetWorld, state: Properties) => Promise<unknown>,
])[] = [
  ["a refresh", (world, state) => world.read(state)],
  ["an update", (world, state) => world.update(state, { ...archiving, whenBusy: "fail" })],
  ["a removal", removal],
];

/** An empty list says something only at the party where the sessions were seen. */
describe.each(verbs)("%s that finds no session of the agent", (_name, verb) => {
  test.each<[string, WorldOptions, WorldOptions]>([
    ["of another organization", here, { organizationId: "org_b" }],
    ["of another address that names no organization", here, { organizationId: null }],
  ])("is an error with both parties, with the key %s", async (_title, first, second) => {
    const { origin, ids, other, state } = await deployedElsewhere(first, second);
    const failure = await failureOf(verb(other, state));
    expect(failure.kind).toBe("configuration");
    expect(failure.message).toContain(`there is none at ${other.emulator.url}`);
    expect(failure.message).toContain(
      `this stack last saw them at ${origin.emulator.url}, organization org_a`,
    );
    expect(ids.map((id) => origin.emulator.session(id)?.archived_at)).toEqual([null, null, null]);
  });

  test("is believed of the same organization behind another address", async () => {
    const { other, state } = await deployedElsewhere(here, here);
    await verb(other, state);
  });
});

test("a removal that finds none says so", async () => {
  const { other, state } = await deployedElsewhere(here, here);
  await removal(other, state);
  expect(other.warnings).toEqual([
    `there is nothing to archive: ${agentId} has no live session in scope for the credentials in use`,
  ]);
});

test("a refresh keeps what the state knows of the party", async () => {
  const { origin, state } = await deployedElsewhere(here, here);
  const read = await origin.read(state);
  expect(read).toMatchObject({ state: { origin: state.origin } });
  expect(state.origin).toEqual({ address: origin.emulator.url, organizationId: "org_a" });
});
