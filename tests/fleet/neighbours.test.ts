import { createAgentLifecycle } from "../../provider/agent-lifecycle";
import { createOperation, declaredOfSession } from "../../provider/check/operation";
import { askBeforeBash, type Properties } from "../lifecycle/world";
import {
  agentId,
  closeWorlds,
  isAsking,
  partialFailure,
  pendingOf,
  seedSessions,
  startFleetWorld,
} from "./world";

/** An agent's sessions, some of which other resources of the stack declare. */

afterEach(closeWorlds);

const urn = (name: string) => `urn:pulumi:dev::project::type::${name}`;

/** Three sessions, and an operation in which another resource declares the second. */
async function besideOne(claimed: Properties) {
  const world = await startFleetWorld();
  const ids = seedSessions(world.emulator, 3);
  const operation = createOperation();
  const fleet = createAgentLifecycle(() => world.dependencies, operation);
  const [, second = ""] = ids;
  operation.check(urn("one"), declaredOfSession({ sessionId: second, ...claimed }), undefined);
  const context = { reporter: world.reporter, urn: urn("all") };
  const checked = (inputs: Properties) =>
    fleet.check({ agentId, ...inputs }, undefined, context.urn).inputs;
  return { world, ids, second, fleet, context, checked };
}

test.each([["archive"], ["delete"]])(
  "%s leaves what another resource declares, names it, and ends the others",
  async (onDelete) => {
    const { world, ids, second, fleet, context } = await besideOne({ tools: [] });
    const stored = world.checked({ ...askBeforeBash, onDelete });
    await fleet.delete(agentId, stored, context);
    const left = ids.filter((id) => world.emulator.session(id)?.archived_at === null);
    expect(left).toEqual([second]);
    expect(world.warnings).toEqual([
      `1 of the sessions are left as they are, although onDelete is "${onDelete}", because other resources of this stack declare them: ${second} ("one")`,
    ]);
  },
);

test("what another resource declares as well is not written, and is named as still to do", async () => {
  const { world, ids, second, fleet, context, checked } = await besideOne({ tools: [] });
  const { state } = await partialFailure(fleet.create(checked(askBeforeBash), context));
  expect(ids.filter((id) => isAsking(world, id))).toEqual(ids.filter((id) => id !== second));
  expect(pendingOf(state)).toMatchObject({
    total: 1,
    sessions: { [second]: expect.stringContaining('is declared by "one" as well') },
  });
});

test("other entries of another resource stand in no way", async () => {
  const { world, ids, fleet, context, checked } = await besideOne({ mcpServers: [] });
  await fleet.create(checked(askBeforeBash), context);
  expect(ids.filter((id) => isAsking(world, id))).toEqual(ids);
});
