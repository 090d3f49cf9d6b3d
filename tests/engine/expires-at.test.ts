import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { arraysOf, bashPolicy, closeEmulators, failureOf, outputOf } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const grant = { ownership: "shared" as const, tools: [bashPolicy("always_ask")] };
const ended = { ...grant, expiresAt: "2026-11-01T18:00:00+02:00" };

describe.each(hosts)("a grant under the %s host", (_host, start) => {
  test("says how long it holds, is put back by the first up after its moment, and then holds nothing", async () => {
    const stack = await start({ ...grant, expiresAt: "2027-06-01T00:00:00Z" });
    const before = arraysOf(stack.emulator)?.tools;
    expect(await outputOf(stack.preview())).toMatch(/holds until 2027-06-01 00:00 UTC, \d+ days/);
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).not.toEqual(before);

    stack.declare(ended);
    const preview = await outputOf(stack.preview({ diff: true }));
    expect(preview).toMatch(/expired 2026-11-01 16:00 UTC: \S+ \S+/);
    expect(preview).toMatch(/\+ expired *: true/);
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).toEqual(before);
    expect(stack.stateText()).toContain('"expired":true');

    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
    stack.requests();
    await outputOf(stack.destroy());
    expect(arraysOf(stack.emulator)?.tools).toEqual(before);
  });

  test("is refused at its creation if its moment has passed", async () => {
    const stack = await start(ended);
    expect(await failureOf(stack.preview())).toContain(
      "expiresAt: is 2026-11-01 16:00 UTC, which has passed, so the resource would hold nothing",
    );
  });
});
