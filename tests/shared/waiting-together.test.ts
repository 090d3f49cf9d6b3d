import { agentToolset, customTool, shared } from "./entries";
import {
  closeWorlds,
  failureOf,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

/** Several resources of one stack that want entries of their own on one busy session. */
const names = ["one", "two", "three"];
const wanting = (name: string) =>
  shared({ tools: [customTool(name)], whenBusy: "interrupt", resumeMessage: `Go on, ${name}.` });

async function running(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  world.emulator.startTurn(sessionId);
  return world;
}

const posts = (world: World) => world.requests().filter((line) => line.startsWith("POST"));
const customNames = (world: World) =>
  world.stored().tools.flatMap((tool) => (tool as { readonly name?: string }).name ?? []);

test("are served by one interrupt, all write while it rests, and then one message sets it going", async () => {
  const world = await running();
  await Promise.all(names.map((name) => world.resource().up(wanting(name))));
  expect(posts(world)).toEqual([
    "POST session/events 200",
    "POST session 200",
    "POST session 200",
    "POST session 200",
    "POST session/events 200",
  ]);
  expect(new Set(customNames(world))).toEqual(new Set(names));
  expect(world.emulator.session(sessionId)?.status).toBe("running");
  expect(world.progress).toContainEqual(
    expect.stringMatching(/interrupted for another resource of this stack, giving up in \d+ s$/),
  );
});

test("go on together when one of them sees the session at rest by itself", async () => {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  world.emulator.startTurn(sessionId, { polls: 5 });
  await Promise.all(
    names.map((name) => world.resource().up({ ...wanting(name), whenBusy: "wait" })),
  );
  expect(posts(world)).toEqual(names.map(() => "POST session 200"));
  expect(new Set(customNames(world))).toEqual(new Set(names));
});

test("interrupt for themselves once the one that interrupted has given up", async () => {
  const world = await running({ interruptPolls: 1_000 });
  const [first, second] = [
    world.resource().up({ ...wanting("one"), resumeMessage: undefined, waitTimeoutSeconds: 5 }),
    world.resource().up({ ...wanting("two"), resumeMessage: undefined, waitTimeoutSeconds: 60 }),
  ];
  const failures = await Promise.all([failureOf(first), failureOf(second)]);
  expect(failures.map(({ message }) => message)).toEqual(
    Array(2).fill(expect.stringContaining("One interrupt was sent. Nothing was changed.")),
  );
  expect(posts(world)).toEqual(["POST session/events 200", "POST session/events 200"]);
});
