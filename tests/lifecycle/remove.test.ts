import { deletePolicies } from "../../provider/model/policies";
import type { Emulator } from "../emulator";
import { createFakeClock } from "../support/fake-clock";
import {
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

async function worldWith(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed(plainTools);
  return world;
}

const archive = { method: "POST", path: `/v1/sessions/${sessionId}/archive` };
const remove = { method: "DELETE", path: `/v1/sessions/${sessionId}` };

type Standing = readonly [
  name: string,
  become: (emulator: Emulator) => void,
  archive: readonly string[],
  remove: readonly string[],
];

const standings: readonly Standing[] = [
  [
    "idle",
    () => undefined,
    ["GET session 200", "POST session/archive 200"],
    ["GET session 200", "DELETE session 200"],
  ],
  [
    "waiting for a person's answer",
    (emulator) => emulator.requireAction(sessionId),
    ["GET session 200", "POST session/archive 200"],
    ["GET session 200", "DELETE session 200"],
  ],
  [
    "running for one more look",
    (emulator) => emulator.startTurn(sessionId, { polls: 1 }),
    ["GET session 200", "GET session 200", "POST session/archive 200"],
    ["GET session 200", "GET session 200", "DELETE session 200"],
  ],
  [
    "archived",
    (emulator) => emulator.archive(sessionId),
    ["GET session 200"],
    ["GET session 200", "DELETE session 200"],
  ],
  [
    "terminated",
    (emulator) => emulator.terminate(sessionId),
    ["GET session 200", "POST session/archive 200"],
    ["GET session 200", "DELETE session 200"],
  ],
];

describe("deleting the resource", () => {
  test.each(standings)("of a session that is %s", async (_name, become, archiveLog, deleteLog) => {
    for (const [onDelete, log] of [
      ["archive", archiveLog],
      ["delete", deleteLog],
      ["retain", []],
    ] as const) {
      const world = await worldWith();
      become(world.emulator);
      const before = world.emulator.session(sessionId);
      await world.remove({ onDelete });
      expect([onDelete, world.log()]).toEqual([onDelete, log]);
      const after = world.emulator.session(sessionId);
      if (onDelete === "retain") expect(after).toEqual(before);
      else if (onDelete === "delete") expect(after).toBeUndefined();
      else expect(after?.archived_at).not.toBeNull();
    }
  });

  test.each(deletePolicies.filter((policy) => policy === "archive" || policy === "delete"))(
    "of a session that is gone is done under %s, without a write",
    async (onDelete) => {
      const world = await startWorld();
      await world.remove({ onDelete });
      expect(world.log().every((line) => line.startsWith("GET"))).toBe(true);
    },
  );

  test("with nothing but the session's id in the state archives it", async () => {
    const world = await worldWith();
    await world.remove({});
    expect(world.emulator.session(sessionId)?.archived_at).not.toBeNull();
  });

  test("under archive warns where the API does not archive what has terminated, and is done", async () => {
    const world = await worldWith({ finalArchiveStatus: 400 });
    world.emulator.terminate(sessionId);
    await world.remove({ onDelete: "archive" });
    expect(world.log()).toEqual(["GET session 200", "POST session/archive 400", "GET session 200"]);
    expect(world.warnings).toEqual([
      expect.stringContaining(`session ${sessionId} has terminated`),
    ]);
  });
});

describe("deleting the resource of a busy session", () => {
  test("under fail ends after one GET", async () => {
    const world = await worldWith();
    world.emulator.startTurn(sessionId);
    expect(await failureOf(world.remove({ whenBusy: "fail" }))).toMatchObject({ kind: "busy" });
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test.each([["archive"], ["delete"]])(
    "under interrupt sends one interrupt, then %s",
    async (onDelete) => {
      const world = await worldWith();
      world.emulator.startTurn(sessionId);
      await world.remove({ onDelete, whenBusy: "interrupt" });
      const posts = world.log().filter((line) => !line.startsWith("GET"));
      expect(posts).toEqual([
        "POST session/events 200",
        onDelete === "archive" ? "POST session/archive 200" : "DELETE session 200",
      ]);
    },
  );

  test("gives up at the deadline without a write", async () => {
    const world = await worldWith();
    world.emulator.startTurn(sessionId);
    expect(await failureOf(world.remove({ waitTimeoutSeconds: 5 }))).toMatchObject({
      kind: "busy",
    });
    expect(world.log().every((line) => line === "GET session 200")).toBe(true);
    expect(world.clock.now()).toBe(5_000);
  });

  test.each([
    ["archived", "archive", []],
    ["removed", "archive", []],
    ["removed", "delete", []],
    ["archived", "delete", ["DELETE session 200"]],
  ] as const)(
    "that is %s while it is waited for is done under %s",
    async (how, onDelete, writes) => {
      const world = await worldWith({
        onProgress: (emulator) =>
          how === "archived" ? emulator.archive(sessionId) : emulator.remove(sessionId),
      });
      world.emulator.startTurn(sessionId);
      await world.remove({ onDelete });
      expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual(writes);
    },
  );
});

describe("archiving or deleting that is refused", () => {
  test.each([
    ["archive", archive],
    ["delete", remove],
  ] as const)("right after idle is tried again: %s", async (onDelete, match) => {
    const world = await worldWith();
    const refusal = {
      kind: "refuse",
      status: 400,
      type: "invalid_request_error",
      message: "still settling",
    } as const;
    world.emulator.faults.next(refusal, match);
    world.emulator.faults.next(refusal, match);
    await world.remove({ onDelete });
    expect(world.log().map((line) => line.split(" ").at(-1))).toEqual([
      "200",
      "400",
      "200",
      "400",
      "200",
      "200",
    ]);
    expect(world.clock.delaysMs).toEqual([500, 800]);
  });

  test("because GET says idle before the session is waits on", async () => {
    const world = await worldWith({
      getLagPolls: 2,
      beforeWrite: (emulator, count) => count === 1 && emulator.startTurn(sessionId, { polls: 1 }),
    });
    await world.remove({ onDelete: "archive" });
    expect(world.emulator.session(sessionId)?.archived_at).not.toBeNull();
  });

  test("for good is waited out until the deadline, and then an error with the API's words and the status", async () => {
    const world = await worldWith();
    world.emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: "not today" },
      archive,
    );
    const failure = await failureOf(world.remove({ onDelete: "archive", waitTimeoutSeconds: 60 }));
    expect(failure).toMatchObject({
      kind: "refused",
      facts: { sessionId, status: 400, requestId: expect.stringMatching(/^req_/) },
    });
    expect(failure.message).toContain("not today");
    expect(failure.message).toContain("although the session's status said idle");
    expect(world.clock.now()).toBeGreaterThanOrEqual(60_000);
    const attempts = world.log().filter((line) => line === "POST session/archive 400");
    expect(attempts.length).toBeLessThanOrEqual(20);
  });

  test.each([
    ["archive", archive],
    ["delete", remove],
  ] as const)(
    "for six seconds, while every look says idle, is waited out: %s",
    async (onDelete, match) => {
      const clock = createFakeClock();
      const world = await worldWith({ clock, now: clock.now });
      const refusal = { kind: "refuse", status: 400, type: "invalid_request_error" } as const;
      world.emulator.faults.always(
        { ...refusal, message: "must be idle" },
        { ...match, forMs: 6_000 },
      );
      await world.remove({ onDelete });
      expect(world.emulator.session(sessionId)?.status ?? "gone").toBe(
        onDelete === "archive" ? "terminated" : "gone",
      );
    },
  );

  test("after an interrupt says that it was sent, and that a removal goes by the state", async () => {
    const world = await worldWith();
    world.emulator.startTurn(sessionId);
    const refusal = { kind: "refuse", status: 400, type: "invalid_request_error" } as const;
    world.emulator.faults.always({ ...refusal, message: "not today" }, archive);
    const failure = await failureOf(
      world.remove({ onDelete: "archive", whenBusy: "interrupt", waitTimeoutSeconds: 20 }),
    );
    expect(failure.message).toContain("One interrupt was sent.");
    const lost = await worldWith();
    lost.emulator.startTurn(sessionId);
    lost.emulator.faults.always(
      { kind: "refuse", status: 403, type: "permission_error", message: "no" },
      archive,
    );
    const refused = await failureOf(lost.remove({ onDelete: "archive", whenBusy: "interrupt" }));
    expect(refused.message).toContain("The session had been interrupted for this before");
  });

  test("with 403 is an error at once", async () => {
    const world = await worldWith();
    world.emulator.faults.next(
      { kind: "refuse", status: 403, type: "permission_error", message: "no" },
      remove,
    );
    expect(await failureOf(world.remove({ onDelete: "delete" }))).toMatchObject({
      kind: "unauthorised",
    });
    expect(world.emulator.session(sessionId)).toBeDefined();
  });

  test("because somebody else has just archived or deleted it is done", async () => {
    for (const end of ["archive", "remove"] as const) {
      const world = await worldWith({
        finalArchiveStatus: 400,
        beforeWrite: (emulator) => emulator[end](sessionId),
      });
      await world.remove({ onDelete: "archive" });
      expect(world.log().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    }
  });
});

describe("archiving or deleting of which the answer is lost", () => {
  test.each([
    ["archive", archive, ["GET", "POST", "GET"]],
    ["delete", remove, ["GET", "DELETE", "GET"]],
  ] as const)("after %s took effect is found done", async (onDelete, match, methods) => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "resetAfterEffect" }, match);
    await world.remove({ onDelete });
    expect(
      world
        .log()
        .filter((line) => !line.includes("?"))
        .map((line) => line.split(" ")[0])
        .slice(0, 3),
    ).toEqual(methods);
  });

  test.each([
    ["archive", archive],
    ["delete", remove],
  ] as const)("before %s took effect is tried again", async (onDelete, match) => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "serverError" }, match);
    await world.remove({ onDelete });
    expect(world.log().filter((line) => !line.startsWith("GET"))).toHaveLength(2);
  });

  test.each([
    ["archive", archive],
    ["delete", remove],
  ] as const)(
    "when %s meets an overloaded API is tried when that asks for it, and then told",
    async (onDelete, match) => {
      const world = await worldWith();
      const headers = { "retry-after": "30" };
      const overloaded = { status: 529, type: "overloaded_error", message: "Overloaded", headers };
      world.emulator.faults.always({ kind: "refuse", ...overloaded }, match);
      const failure = await failureOf(world.remove({ onDelete }));
      expect(failure.message).toMatch(
        new RegExp(
          `^cannot ${onDelete} session sesn_1: 5 requests in 2 minutes had no effect, the last one: http:\\S+ answered 529 overloaded_error, “Overloaded”\\. The session was looked at after each of them, and it is not ${onDelete}d\\. Try again later; the next run looks first, should one of them arrive late\\. \\(request id \\S+\\)$`,
        ),
      );
      expect(world.clock.delaysMs).toEqual([30_000, 30_000, 30_000, 30_000]);
      expect(world.progress).toHaveLength(4);
    },
  );
});
