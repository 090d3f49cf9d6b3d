import { agentToolset, customTool, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const update = { method: "POST", path: `/v1/sessions/${sessionId}` };
const exclusive = { tools: [agentToolset(), customTool("ours")] };
const asking = {
  tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })],
};

async function seeded(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed({ id: sessionId, tools: [agentToolset(), wire.custom("theirs")] });
  return world;
}

test.each(["exclusive", "shared"])(
  "a stale echo costs one look more and is no error (%s)",
  async (ownership) => {
    const world = await seeded({ staleEcho: true });
    await world.resource().up({ ...exclusive, ownership });
    expect(world.requests().slice(0, 3)).toEqual([
      "GET session 200",
      "POST session 200",
      "GET session 200",
    ]);
    expect(world.stored().tools).toContainEqual(wire.custom("ours"));
  },
);

test("an answer in another order, with every default filled in, is no stale echo", async () => {
  const world = await seeded({ shuffleArrays: true });
  await world.resource().up(exclusive);
  expect(world.requests().filter((line) => line.startsWith("GET session 200"))).toHaveLength(1);
});

test("a server that says 200 and does nothing is an error that names the entries", async () => {
  const world = await seeded();
  world.emulator.faults.always({ kind: "noEffect" }, update);
  const resource = world.resource();
  const failure = await failureOf(resource.up(asking));
  expect([failure.kind, failure.message]).toEqual([
    "unverified",
    expect.stringMatching(
      /^the update of session sesn_1 was accepted but did not take: still to change are bash: always_allow → always_ask; custom:theirs: removed, was answered by your client \(definition \w{8}\)\. The session has the arrays that it had or that somebody else wrote\. Run again; if it stays so, the API or a proxy before it drops the write\.$/,
    ),
  ]);
  expect(world.requests()).toEqual(["GET session 200", "POST session 200", "GET session 200"]);
  expect(resource.state).toMatchObject({ tools: asking.tools, dropping: { tools: [] } });
});

test("under shared the same, after the four reads of an event list that never shows the write", async () => {
  const world = await seeded();
  world.emulator.faults.always({ kind: "noEffect" }, update);
  const failure = await failureOf(world.resource().up(shared({ tools: [customTool("ours")] })));
  expect([failure.kind, failure.message]).toEqual([
    "unverified",
    expect.stringMatching(
      /^the update of session sesn_1 was accepted but did not take: still to change are custom:ours: added, /,
    ),
  ]);
  expect(world.requests().filter((line) => line.startsWith("POST"))).toHaveLength(1);
  expect(world.requests().length).toBeLessThanOrEqual(10);
});

test("under shared a server that echoes the request and does nothing is found out", async () => {
  const world = await seeded();
  world.emulator.faults.always({ kind: "noEffect", echo: "new" }, update);
  const failure = await failureOf(world.resource().up(shared({ tools: [customTool("ours")] })));
  expect(failure.kind).toBe("unverified");
  expect(world.requests()).toEqual([
    "GET session 200",
    "POST session 200",
    ...Array.from({ length: 4 }, () => "GET session/events 200"),
    "GET session 200",
  ]);
});

test("where the look lags as the echo did it is an error too, and the next run finds all done", async () => {
  const world = await seeded({ staleEcho: true });
  world.emulator.faults.next({ kind: "lagAfter", looks: 1 }, update);
  const resource = world.resource();
  expect(await failureOf(resource.up(exclusive))).toMatchObject({ kind: "unverified" });
  world.requests();
  await resource.up(exclusive);
  expect(world.requests()).toEqual(["GET session 200"]);
  expect(resource.state).not.toHaveProperty("dropping");
});

test("half of what was sent is named, and only that", async () => {
  const world = await seeded({
    after: (call, count, { emulator }) => {
      if (call !== "updateSession" || count !== 1) return;
      // A proxy that forwards the tools it knows and drops the others.
      emulator.edit(sessionId, { tools: [agentToolset(), wire.custom("ours", "Another.")] });
    },
  });
  world.emulator.faults.next({ kind: "staleEcho" }, update);
  const failure = await failureOf(world.resource().up(exclusive));
  expect(failure.message).toMatch(
    /^the update of session sesn_1 was accepted but did not take: still to change are custom:ours: answered by your client \(definition \w{8}\) → answered by your client \(definition \w{8}\)\. The session/,
  );
});
