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

const servedByOne = [
  "POST session/events 200",
  "POST session 200",
  "POST session 200",
  "POST session 200",
  "POST session/events 200",
];

test.each([
  ["interrupt", {}],
  ["waitThenInterrupt", { interruptAfterSeconds: 10 }],
])(
  "are served by one interrupt, all write while it rests, and then one message sets it going (%s)",
  async (whenBusy, members) => {
    const world = await running();
    await Promise.all(
      names.map((name) => world.resource().up({ ...wanting(name), ...members, whenBusy })),
    );
    expect(posts(world)).toEqual(servedByOne);
    expect(new Set(customNames(world))).toEqual(new Set(names));
    expect(world.emulator.session(sessionId)?.status).toBe("running");
    expect(world.progress).toContainEqual(
      expect.stringMatching(/interrupted for another resource of this stack, giving up in \d+ s$/),
    );
  },
);

test.each(names)("the message goes out if %s alone has one", async (only) => {
  // Long enough under way for all three to wait for it.
  const world = await running({ interruptPolls: 20 });
  const member = (name: string) => (name === only ? {} : { resumeMessage: undefined });
  await Promise.all(
    names.map((name) => world.resource().up({ ...wanting(name), ...member(name) })),
  );
  expect(posts(world)).toEqual(servedByOne);
  expect(world.emulator.session(sessionId)?.status).toBe("running");
});

test("one that was still asking for a person's answer does not interrupt what the others resumed", async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const world = await running({
    before: (call) => (call === "listPendingActions" ? asked : undefined),
    after: (call) => {
      if (call === "sendMessage") answer();
    },
  });
  const late = {
    whenBusy: "waitThenInterrupt",
    interruptAfterSeconds: 1,
    resumeMessage: undefined,
  };
  await Promise.all([
    world.resource().up({ ...wanting("one"), ...late }),
    world.resource().up(wanting("two")),
  ]);
  expect(posts(world).filter((line) => line === "POST session/events 200")).toHaveLength(2);
  expect(new Set(customNames(world))).toEqual(new Set(["one", "two"]));
  expect(world.emulator.session(sessionId)?.status).toBe("running");
});

test("an interrupt that was refused serves nobody: the next one tries for itself", async () => {
  const world = await running();
  world.emulator.faults.next(
    { kind: "refuse", status: 400, type: "invalid_request_error", message: "not now" },
    { method: "POST", path: `/v1/sessions/${sessionId}/events` },
  );
  await Promise.all(["one", "two"].map((name) => world.resource().up(wanting(name))));
  expect(posts(world)).toEqual([
    "POST session/events 400",
    "POST session/events 200",
    "POST session 200",
    "POST session 200",
    "POST session/events 200",
  ]);
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
