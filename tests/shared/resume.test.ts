import { agentToolset, customTool, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const events = { method: "POST", path: `/v1/sessions/${sessionId}/events` };
const update = { method: "POST", path: `/v1/sessions/${sessionId}` };
const inputs: Properties = {
  tools: [customTool("ours")],
  whenBusy: "interrupt",
  resumeMessage: "Go on.",
  waitTimeoutSeconds: 30,
};

async function running(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  world.emulator.startTurn(sessionId);
  return world;
}

/** What was sent to the session, whether or not it arrived. */
const sent = (world: World) =>
  world.emulator.requests
    .filter(({ method, path }) => method === "POST" && path === events.path)
    .map(({ body }) => (body as { events: readonly unknown[] }).events);
const interrupt = [{ type: "user.interrupt" }];
const message = [{ type: "user.message", content: [{ type: "text", text: "Go on." }] }];

test.each(["exclusive", "shared"])(
  "after an update that interrupted, the message is sent once, after the write (%s)",
  async (ownership) => {
    const world = await running();
    await world.resource().up({ ...inputs, ownership });
    expect(sent(world)).toEqual([interrupt, message]);
    const posts = world.requests().filter((line) => line.startsWith("POST"));
    expect(posts).toEqual([
      "POST session/events 200",
      "POST session 200",
      "POST session/events 200",
    ]);
    expect(world.infos).toContain(
      "The session was interrupted, and resumeMessage was sent so that its work goes on.",
    );
    expect(world.emulator.session(sessionId)?.status).toBe("running");
  },
);

test.each([
  ["that is idle", {}, (_world: World): void => undefined],
  [
    "that became idle by itself",
    { whenBusy: "waitThenInterrupt", interruptAfterSeconds: 20 },
    (world: World): void => world.emulator.startTurn(sessionId, { polls: 1 }),
  ],
  [
    "that refused the interrupt",
    {},
    (world: World) => {
      world.emulator.startTurn(sessionId, { polls: 2 });
      world.emulator.faults.next(
        { kind: "refuse", status: 400, type: "invalid_request_error", message: "no" },
        events,
      );
    },
  ],
] as const)("no message to a session %s", async (_name, members, prepare) => {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  prepare(world);
  await world.resource().up({ ...inputs, ...members });
  expect(
    sent(world).filter(
      (body) => body.length === 1 && JSON.stringify(body) === JSON.stringify(message),
    ),
  ).toEqual([]);
  expect(world.infos.join()).not.toContain("resumeMessage");
});

test("without a resumeMessage an interrupted session is left idle", async () => {
  const world = await running();
  await world.resource().up({ ...inputs, resumeMessage: undefined });
  expect(sent(world)).toEqual([interrupt]);
  expect(world.emulator.session(sessionId)?.status).toBe("idle");
});

test("an update that fails after the interrupt still sends it, and the error says so", async () => {
  const world = await running();
  world.emulator.faults.always(
    { kind: "refuse", status: 400, type: "invalid_request_error", message: "tools.0: odd" },
    update,
  );
  const failure = await failureOf(world.resource().up(inputs));
  expect(sent(world)).toEqual([interrupt, message]);
  expect([failure.kind, failure.message]).toEqual([
    "refused",
    expect.stringMatching(
      /^cannot update the tools of session sesn_1: the API still refused this after 30 seconds, although the session's status said idle: http:\S+ answered 400 invalid_request_error, “tools\.0: odd”\. One interrupt was sent\. Nothing was changed\. .* and run again\. \(request id req_\w+\) The session was interrupted, and resumeMessage was sent so that its work goes on\.$/,
    ),
  ]);
});

test("an interrupt that has not taken effect when the wait ends is followed by no message, and the error says so", async () => {
  const world = await running({ interruptPolls: 1_000 });
  const failure = await failureOf(world.resource().up(inputs));
  expect(sent(world)).toEqual([interrupt]);
  expect([failure.kind, failure.message]).toEqual([
    "busy",
    "cannot update the tools of session sesn_1: it was still running after 30 seconds. One interrupt was sent. Nothing was changed. Look at what holds the session up, or raise waitTimeoutSeconds (now 30), and run again. An interrupt was sent and has not taken effect yet, so resumeMessage was not sent; if the session comes to rest by it, set its work going by hand.",
  ]);
});

test("a message that is refused is told, and not sent again", async () => {
  const world = await running();
  world.emulator.faults.next(
    { kind: "refuse", status: 400, type: "invalid_request_error", message: "too long" },
    { ...events, nth: 2 },
  );
  await world.resource().up(inputs);
  expect(sent(world)).toEqual([interrupt, message]);
  expect(world.warnings.at(-1)).toMatch(
    /^The session was interrupted and the API refused resumeMessage \(cannot send a message to session sesn_1: http:\S+ answered 400 invalid_request_error, “too long”\. Nothing was changed\. \(request id req_\w+\)\); set its work going by hand\.$/,
  );
});

test.each([
  ["arrived", { kind: "resetAfterEffect" }],
  ["did not arrive", { kind: "resetBeforeEffect" }],
  ["was answered with an error", { kind: "serverError" }],
] as const)(
  "a message lost on the way is told and not sent again, whether or not it %s",
  async (_name, fault) => {
    const world = await running();
    world.emulator.faults.next(fault, { ...events, nth: 2 });
    await world.resource().up(inputs);
    expect(sent(world)).toEqual([interrupt, message]);
    expect(world.warnings.at(-1)).toMatch(
      /^The session was interrupted, and whether resumeMessage arrived is not known \(It is not known whether the attempt to send a message to session sesn_1 took effect: .*\)\. It is not sent again; look at the session and set its work going by hand if it is idle\.$/,
    );
  },
);

test("after a cancellation nothing is sent, and the error says that the session stays interrupted", async () => {
  const controller = new AbortController();
  const world = await running({
    interruptPolls: 1_000,
    after: (call, count) => {
      if (call === "getSession" && count === 4) controller.abort();
    },
  });
  const failure = await failureOf(world.resource().up(inputs, { signal: controller.signal }));
  expect(sent(world)).toEqual([interrupt]);
  expect([failure.kind, failure.message]).toEqual([
    "cancelled",
    "stopped waiting to update the tools of session sesn_1 because the operation was cancelled; it was running after 3 seconds. One interrupt was sent. Nothing was changed. The session was interrupted and resumeMessage was not sent, because the operation was cancelled; session sesn_1 stays as the interrupt left it.",
  ]);
});

test("a session that is gone after the interrupt gets none, and the error says so", async () => {
  const world = await running({
    after: (call, _count, { emulator }) => {
      if (call === "interruptSession") emulator.remove(sessionId);
    },
  });
  const failure = await failureOf(world.resource().up(inputs));
  expect([failure.kind, failure.message]).toEqual([
    "notFound",
    "cannot update the tools of session sesn_1: there is no session with this id for the credentials in use. Nothing was changed. Check the id, and that the key belongs to the session's workspace. The session was interrupted, and is gone, so resumeMessage was not sent.",
  ]);
});

test("one run sends one interrupt and one message, however often the session goes back to work", async () => {
  const world = await running({
    before: (call, count, { emulator }) => {
      if (call === "updateSession" && count < 4) emulator.startTurn(sessionId, { polls: 1 });
    },
  });
  await world.resource().up(inputs);
  expect(sent(world)).toEqual([interrupt, message]);
});

test("putting things back resumes work as well, ending the session does not", async () => {
  for (const [onDelete, expected] of [
    ["restore", [interrupt, message]],
    ["archive", [interrupt]],
  ] as const) {
    const world = await startWorld();
    world.emulator.seed({ id: sessionId, tools: [wire.custom("theirs")] });
    const resource = world.resource();
    await resource.up(shared({ ...inputs, onDelete }));
    world.emulator.startTurn(sessionId);
    await resource.destroy();
    expect(sent(world)).toEqual(expected);
  }
});
