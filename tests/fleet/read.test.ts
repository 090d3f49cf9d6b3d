import { askBeforeBash, plainTools } from "../lifecycle/world";
import {
  agentId,
  asked,
  closeWorlds,
  listPath,
  pendingOf,
  seedSessions,
  startFleetWorld,
  updatePath,
} from "./world";

afterEach(closeWorlds);

describe("read", () => {
  test("shows sessions out of line and those started since, as something to do", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 120);
    const { state } = await world.create(askBeforeBash);
    world.counted();
    ids.slice(0, 12).forEach((id) => void world.emulator.edit(id, plainTools));
    world.emulator.seed({ id: "sesn_new", agent_id: agentId, tools: plainTools.tools });

    const found = await world.read(state);
    if (found.kind !== "found") throw new Error("gone");
    expect(world.counted()).toEqual({ [listPath]: 3 });
    expect(pendingOf(found.state).total).toBe(13);
    expect(Object.keys(pendingOf(found.state).sessions)).toHaveLength(10);
    expect(new Set(Object.values(pendingOf(found.state).sessions))).toEqual(
      new Set(["is not as declared: bash: always_allow → always_ask"]),
    );
    expect(world.fleet.diff(found.inputs, world.checked(askBeforeBash))).toEqual({
      kind: "update",
      keys: ["pending"],
    });
    await world.update(found.state, askBeforeBash);
    expect(world.counted()).toEqual({ [listPath]: 3, [updatePath]: 13 });
  });

  test("of sessions that are as declared is no difference, whatever they do", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 3);
    const { state } = await world.create(askBeforeBash);
    world.emulator.startTurn(ids[0] ?? "", { polls: 100 });
    const found = await world.read(state);
    if (found.kind !== "found") throw new Error("gone");
    expect(found.state).toEqual(state);
    expect(world.fleet.diff(found.inputs, world.checked(askBeforeBash))).toEqual({ kind: "same" });
  });

  test("survey says how many would be changed", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 20, (index) => (index < 5 ? asked : {}));
    world.emulator.startTurn(ids[7] ?? "", { polls: 100 });
    const reporter = { progress() {}, info() {}, warn() {} };
    const inputs = world.checked(askBeforeBash);
    const { sentences } = await world.fleet.survey(inputs, undefined, { reporter });
    expect(sentences).toEqual([
      "15 of 20 live sessions of agent_1 would be changed, 1 of them busy now",
      "what would change: bash: always_allow → always_ask (15 sessions)",
    ]);
    expect(world.written()).toEqual([]);
  });
});
