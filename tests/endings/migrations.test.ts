import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { changesOf, closeEmulators, outputOf } from "../engine/session-stack";
import { account, endingsStack, fleet, ids, kinds, live, session } from "./world";

/** What one resource leaves, another one of the program goes on with, whatever class, host or provider it has. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const [[, dynamicKind], [, nativeKind]] = kinds as unknown as [
  (typeof kinds)[number],
  (typeof kinds)[number],
];

describe.each(kinds)("%s", (_host, kind) => {
  test.each(["archive", "delete", "restore"] as const)(
    "single resources that make place for their agent's end nothing: %s",
    async (onDelete) => {
      const stack = await endingsStack(kind, 2);
      stack.setProgram(async () => {
        for (const sessionId of ids(2)) session(kind, sessionId, { sessionId, onDelete });
      });
      await outputOf(stack.up());
      const before = stack.emulator.session("sesn_0")?.agent;
      stack.setProgram(async () => void fleet(kind, "all"));
      expect(await outputOf(stack.up())).toContain(
        `session sesn_0 is left as it is, although onDelete is "${onDelete}", because the resource "all" of this stack goes on with it`,
      );
      expect(live(stack, 2)).toEqual(ids(2));
      expect(stack.emulator.session("sesn_0")?.agent).toEqual(before);
      expect(await changesOf(stack.up())).toEqual({ same: 2 });
    },
  );

  test("an agent's resource that makes place for some of them ends the others only", async () => {
    const stack = await endingsStack(kind, 3);
    stack.setProgram(async () => void fleet(kind, "all", { onDelete: "archive" }));
    await outputOf(stack.up());
    stack.setProgram(async () => {
      for (const sessionId of ids(2)) session(kind, sessionId, { sessionId });
    });
    const up = await outputOf(stack.up());
    expect(up).toContain(
      '2 of the sessions are left as they are, although onDelete is "archive", because other resources of this stack declare them: sesn_',
    );
    expect(live(stack, 3)).toEqual(ids(2));
  });

  test("a rename without an alias together with a move to another provider ends nothing", async () => {
    const stack = await endingsStack(kind, 1);
    stack.setProgram(async () => void session(kind, "support", { sessionId: "sesn_0" }));
    await outputOf(stack.up());
    stack.setProgram(async () => {
      const provider = account(kind, stack);
      session(kind, "renamed", { sessionId: "sesn_0" }, { provider });
    });
    expect(await outputOf(stack.up())).toContain('because the resource "renamed" of this stack');
    expect(live(stack, 1)).toEqual(ids(1));
  });

  test("another session together with a move to another provider ends nothing", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => void session(kind, "support", { sessionId: "sesn_0" }));
    await outputOf(stack.up());
    stack.setProgram(async () => {
      const provider = account(kind, stack);
      session(kind, "support", { sessionId: "sesn_1" }, { provider });
    });
    expect(await outputOf(stack.up())).toContain("because its resource was replaced");
    expect(live(stack, 2)).toEqual(ids(2));
  });
});

describe.each([
  ["dynamic", "native", dynamicKind, nativeKind],
  ["native", "dynamic", nativeKind, dynamicKind],
] as const)("from %s to %s", (_from, _to, before, after) => {
  test("another session, or another name without an alias, together with the move end nothing", async () => {
    // The native stack knows both hosts.
    const stack = await endingsStack(nativeKind, 3);
    stack.setProgram(async () => {
      session(before, "moving", { sessionId: "sesn_0" });
      session(before, "old", { sessionId: "sesn_1" });
    });
    await outputOf(stack.up());
    stack.setProgram(async () => {
      session(after, "moving", { sessionId: "sesn_2" });
      session(after, "new", { sessionId: "sesn_1" });
    });
    const up = await outputOf(stack.up());
    expect(up).toContain("because its resource was replaced");
    expect(up).toContain('because the resource "new" of this stack');
    expect(live(stack, 3)).toEqual(ids(3));
  });
});
