import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { changesOf, closeEmulators, outputOf } from "../engine/session-stack";
import { customTool } from "../shared/entries";
import { endingsStack, ids, kinds, live, session, urnOf } from "./world";

/** Who owns entries takes back entries: the default of `onDelete`, also where a run sees only its targets. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe.each(kinds)("%s", (_host, kind) => {
  const owner = (name: string, more: object = {}) =>
    session(kind, name, {
      sessionId: "sesn_0",
      tools: [customTool(name)] as never,
      ownership: "shared",
      ...more,
    });
  const names = (stack: Awaited<ReturnType<typeof endingsStack>>) =>
    stack.emulator.session("sesn_0")?.agent.tools.map((tool) => (tool as { name?: string }).name);

  test("a targeted removal of one shared owner takes back its entries and ends nothing", async () => {
    const stack = await endingsStack(kind, 1);
    stack.setProgram(async () => {
      owner("one");
      owner("two");
    });
    await outputOf(stack.up());
    stack.setProgram(async () => void owner("two"));
    await outputOf(stack.up({ target: [await urnOf(stack, "one")] }));
    expect(live(stack, 1)).toEqual(ids(1));
    expect(names(stack)).toEqual([undefined, "two"]);
    await outputOf(stack.destroy());
    expect(live(stack, 1)).toEqual(ids(1));
    expect(names(stack)).toEqual([undefined]);
  });

  test("what an earlier version deployed keeps archive, with a warning and without a change", async () => {
    const stack = await endingsStack(kind, 1);
    stack.setProgram(async () => void owner("one", { onDelete: "archive" }));
    await outputOf(stack.up());
    stack.setProgram(async () => void owner("one"));
    const preview = await outputOf(stack.preview({ expectNoChanges: true }));
    expect(preview).toContain('onDelete is not stated and stays "archive", as it was deployed');
    stack.setProgram(async () => void owner("one", { onDelete: "restore" }));
    expect(await changesOf(stack.up())).toMatchObject({ update: 1 });
    stack.setProgram(async () => void owner("one"));
    expect(await changesOf(stack.up())).toEqual({ same: 2 });
  });
});
