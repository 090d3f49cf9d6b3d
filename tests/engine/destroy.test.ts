import { type DeletePolicy, SessionOverrides } from "../../sdk";
import type { Emulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const policies: readonly DeletePolicy[] = ["archive", "delete", "retain", "restore"];

const requestsTo = (emulator: Emulator, id: string) =>
  emulator.requests
    .filter(({ path }) => path.startsWith(`/v1/sessions/${id}`))
    .map(({ method, path }) => `${method} ${path.replace(`/v1/sessions/${id}`, "session")}`);

describe("destroy", () => {
  test("does to each session what its onDelete says, with one GET and one write at most", async () => {
    const seeds = policies.map((policy) => ({ ...plainSession, id: `sesn_${policy}` }));
    const stack = await sessionStack({}, { seeds });
    const { emulator } = stack;
    const before = arraysOf(emulator, "sesn_restore");
    stack.setProgram(async () => {
      for (const onDelete of policies) {
        const args = { sessionId: `sesn_${onDelete}`, tools: [bashPolicy("always_ask")], onDelete };
        new SessionOverrides(onDelete, args);
      }
    });
    await outputOf(stack.up());
    const managed = arraysOf(emulator, "sesn_retain");
    emulator.clearRequests();

    expect(await changesOf(stack.destroy())).toEqual({ delete: policies.length + 1 });
    expect(requestsTo(emulator, "sesn_archive")).toEqual(["GET session", "POST session/archive"]);
    expect(requestsTo(emulator, "sesn_delete")).toEqual(["GET session", "DELETE session"]);
    expect(requestsTo(emulator, "sesn_retain")).toEqual([]);
    expect(requestsTo(emulator, "sesn_restore")).toEqual(["GET session", "POST session"]);

    expect(emulator.session("sesn_archive")?.archived_at).toEqual(expect.any(String));
    expect(emulator.session("sesn_delete")).toBeUndefined();
    expect(arraysOf(emulator, "sesn_retain")).toEqual(managed);
    expect(arraysOf(emulator, "sesn_restore")).toEqual(before);
  });

  test("of a busy session that must not be waited for leaves session and state as they are", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")], whenBusy: "fail" });
    await outputOf(stack.up());
    stack.emulator.startTurn(sessionId);
    expect(await failureOf(stack.destroy())).toContain(
      'error: cannot archive session sesn_1: it is running and whenBusy is "fail". It was not interrupted. Nothing was changed',
    );
    expect(await stored(stack)).toMatchObject({ id: sessionId });

    stack.emulator.finishTurn(sessionId);
    await outputOf(stack.destroy());
    expect(await stored(stack)).toBeUndefined();
    expect(stack.emulator.session(sessionId)?.archived_at).toEqual(expect.any(String));
  });

  test("does not archive a session that a renamed resource has just taken over", async () => {
    const args = { sessionId, tools: [bashPolicy("always_ask")] };
    const stack = await sessionStack(args);
    await outputOf(stack.up());
    stack.setProgram(async () => {
      new SessionOverrides("renamed", args);
    });
    await outputOf(stack.up());
    expect(stack.emulator.session(sessionId)?.archived_at).toBeNull();
  });
});
