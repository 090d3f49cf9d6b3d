import type { CustomResourceOptions } from "@pulumi/pulumi";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { apiKey, changesOf, closeEmulators, failureOf, outputOf } from "../engine/session-stack";
import { endingsStack, ids, kinds, live, session } from "./world";

/** What ends no session either, though the engine comes to its deletion by a longer way. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe.each(kinds)("%s", (_host, kind) => {
  test("another name by an alias, without a change, and another session later", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => void session(kind, "old", { sessionId: "sesn_0" }));
    await outputOf(stack.up());
    const aliases = [{ name: "old" }];
    stack.setProgram(async () => void session(kind, "new", { sessionId: "sesn_0" }, { aliases }));
    expect(await changesOf(stack.up())).toEqual({ same: 2 });
    stack.setProgram(async () => void session(kind, "new", { sessionId: "sesn_1" }));
    await outputOf(stack.up());
    expect(live(stack, 2)).toEqual(ids(2));
  });

  test("a replacement that another failure left half done, finished by the next deployment", async () => {
    const stack = await endingsStack(kind, 3);
    const program = (one: string, two: string) => async () => {
      const first = session(kind, "one", { sessionId: one });
      session(kind, "two", { sessionId: two }, { dependsOn: [first] });
    };
    stack.setProgram(program("sesn_0", "sesn_2"));
    await outputOf(stack.up());
    stack.setProgram(program("sesn_1", "sesn_wrong"));
    await failureOf(stack.up());
    stack.setProgram(program("sesn_1", "sesn_2"));
    expect(await outputOf(stack.up())).toContain(
      'session sesn_0 is left as it is, although onDelete is "archive", because its resource was replaced',
    );
    expect(live(stack, 3)).toEqual(ids(3));
  });

  test("a list that grows at its front puts each session back where it says so", async () => {
    const stack = await endingsStack(kind, 3);
    const list = (sessions: readonly string[]) => async () => {
      let before: CustomResourceOptions = {};
      sessions.forEach((sessionId, index) => {
        const args = { sessionId, onDelete: "restore" } as const;
        const options = { deleteBeforeReplace: true, ...before };
        before = { dependsOn: [session(kind, `item-${index}`, args, options)] };
      });
    };
    const before = ids(3).map((id) => stack.emulator.session(id)?.agent);
    stack.setProgram(list(["sesn_1", "sesn_2"]));
    await outputOf(stack.up());
    stack.setProgram(list(["sesn_0", "sesn_1", "sesn_2"]));
    await outputOf(stack.up());
    expect(await changesOf(stack.up({ refresh: true }))).toEqual({ same: 4 });
    await outputOf(stack.destroy());
    expect(ids(3).map((id) => stack.emulator.session(id)?.agent)).toEqual(before);
  });

  test("options by which the engine deletes before it knows are refused", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => {
      const first = session(kind, "first", { sessionId: "sesn_0" });
      session(kind, "second", { sessionId: "sesn_1" }, { replaceWith: [first] });
    });
    expect(await failureOf(stack.preview())).toContain(
      'SessionOverrides "second": the option replaceWith would let the engine delete resources',
    );
    stack.setProgram(async () => {
      new kind.Account("account", { apiKey }, { deleteBeforeReplace: true } as never);
    });
    expect(await failureOf(stack.preview())).toContain(
      'Provider "account": the option deleteBeforeReplace would let the engine delete resources',
    );
  });
});
