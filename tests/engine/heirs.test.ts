import { Provider, SessionOverrides } from "../../sdk";
import {
  Provider as NativeProvider,
  SessionOverrides as NativeSessionOverrides,
} from "../../sdk/native";
import { nativeStack } from "../native/native-stack";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  apiKey,
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  outputOf,
  plainSession,
  type SessionStack,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const policies = ["archive", "delete", "restore"] as const;
const tools = [bashPolicy("always_ask")];
const seeds = policies.map((policy) => ({ ...plainSession, id: `sesn_${policy}` }));
const hosts = [
  ["dynamic", { start: sessionStack, Resource: SessionOverrides, Account: Provider }],
  ["native", { start: nativeStack, Resource: NativeSessionOverrides, Account: NativeProvider }],
] as const;

type Kind = (typeof hosts)[number][1];

/** A resource for each policy, on a session of its own; the policy's name behind the prefix is the resource's. */
const declaring =
  ({ Resource }: Kind, prefix = "") =>
  async () => {
    for (const onDelete of policies) {
      new Resource(`${prefix}${onDelete}`, { sessionId: `sesn_${onDelete}`, tools, onDelete });
    }
  };

const writes = (stack: SessionStack) => stack.requests().filter((line) => !line.startsWith("GET"));

const inherited = (policy: string, heir: string) =>
  `warning: session sesn_${policy} is left as it is, although onDelete is "${policy}", because the resource "${heir}" of this stack goes on with it; for a resource that was only renamed, an alias saves the detour`;

describe.each(hosts)("%s: a session that another resource goes on with", (_host, kind) => {
  const { start, Resource, Account } = kind;
  const sessions = (stack: SessionStack) =>
    policies.map((policy) => stack.emulator.session(`sesn_${policy}`));

  test("is left as it is by a forced replacement, and ends with the replacement", async () => {
    const stack = await start({}, { seeds });
    stack.setProgram(declaring(kind));
    await outputOf(stack.up());
    const before = sessions(stack);
    const urns = await Promise.all(policies.map(async (name) => (await stored(stack, name))?.urn));
    stack.requests();

    const replacing = stack.up({ replace: urns.map(String) });
    expect(await changesOf(replacing)).toEqual({ same: 1, replace: 3 });
    const output = await outputOf(replacing);
    for (const policy of policies) expect(output).toContain(inherited(policy, policy));
    expect(writes(stack)).toEqual([]);
    expect(sessions(stack)).toEqual(before);

    await outputOf(stack.destroy());
    expect(stack.emulator.session("sesn_archive")?.archived_at).toEqual(expect.any(String));
    expect(stack.emulator.session("sesn_delete")).toBeUndefined();
  });

  test("is left as it is by a rename without an alias", async () => {
    const stack = await start({}, { seeds });
    stack.setProgram(declaring(kind));
    await outputOf(stack.up());
    const before = sessions(stack);
    stack.requests();

    stack.setProgram(declaring(kind, "renamed-"));
    const renaming = stack.up();
    expect(await changesOf(renaming)).toEqual({ same: 1, create: 3, delete: 3 });
    const output = await outputOf(renaming);
    for (const policy of policies) expect(output).toContain(inherited(policy, `renamed-${policy}`));
    expect(writes(stack)).toEqual([]);
    expect(sessions(stack)).toEqual(before);
  });

  test("moves to an explicit provider and back without a replacement or a write", async () => {
    const stack = await start({ tools });
    await outputOf(stack.up());
    const before = stack.emulator.session(sessionId);
    stack.requests();

    const account = { apiKey, baseUrl: stack.emulator.url };
    stack.setProgram(async () => {
      const provider = new Account("account", account);
      new Resource("support", { sessionId, tools }, { provider });
    });
    expect(await changesOf(stack.up())).toEqual({ same: 2, create: 1 });
    stack.declare({ tools });
    expect(await changesOf(stack.up())).toEqual({ same: 2, delete: 1 });
    expect(writes(stack)).toEqual([]);
    expect(stack.emulator.session(sessionId)).toEqual(before);
  });
});

describe.each(hosts)("%s: a session that no resource goes on with", (_host, kind) => {
  const { start, Resource } = kind;

  test("ends when its resource is taken out of the program, while its neighbour's stays", async () => {
    const stack = await start({}, { seeds });
    stack.setProgram(async () => {
      new Resource("going", { sessionId: "sesn_archive", tools });
      new Resource("staying", { sessionId: "sesn_delete", tools });
    });
    await outputOf(stack.up());
    stack.setProgram(async () => {
      new Resource("staying", { sessionId: "sesn_delete", tools });
    });
    expect(await changesOf(stack.up())).toEqual({ same: 2, delete: 1 });
    expect(stack.emulator.session("sesn_archive")?.archived_at).toEqual(expect.any(String));
    expect(stack.emulator.session("sesn_delete")?.archived_at).toBeNull();
  });

  test("ends as onDelete says where destroy runs the program first", async () => {
    const stack = await start({}, { seeds });
    const before = arraysOf(stack.emulator, "sesn_restore");
    stack.setProgram(declaring(kind));
    await outputOf(stack.up());
    expect(await changesOf(stack.destroy({ runProgram: true }))).toMatchObject({ delete: 4 });
    expect(stack.emulator.session("sesn_archive")?.archived_at).toEqual(expect.any(String));
    expect(stack.emulator.session("sesn_delete")).toBeUndefined();
    expect(arraysOf(stack.emulator, "sesn_restore")).toEqual(before);
  });
});
