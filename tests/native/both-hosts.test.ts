import {
  closeHostPair,
  deployed,
  expectSame,
  type HostPair,
  linear,
  type Steps,
  startHostPair,
  wireBash,
} from "./host-pair";
import { bash, sessionId, toolset } from "./plugin-world";

let hosts: HostPair;

beforeAll(async () => {
  hosts = await startHostPair();
});
afterAll(closeHostPair);

describe("both hosts tell, store and send the same", () => {
  test.each<[string, Steps]>([
    [
      "for a resource's whole life",
      async (host) => {
        const { inputs, state } = await deployed(host);
        const same = await host.update(state, inputs);
        const next = await host.check(inputs, linear);
        const updated = await host.update(same, next.inputs);
        const read = await host.read(updated);
        await host.destroy(updated);
        return [inputs, state, same, next, updated, read];
      },
    ],
    [
      "for drift",
      async (host) => {
        const { state } = await deployed(host);
        host.emulator.edit(sessionId, { tools: wireBash("always_allow") });
        return host.read(state);
      },
    ],
    [
      "for shared ownership",
      async (host) => {
        const { state, inputs } = await deployed(host, { ...linear, ownership: "shared" });
        const fewer = await host.check(inputs, {
          sessionId,
          ownership: "shared",
          tools: [toolset()],
          mcpServers: [],
        });
        return [state, await host.update(state, fewer.inputs)];
      },
    ],
    [
      "for restore",
      async (host) => {
        const { state } = await deployed(host, { ...linear, onDelete: "restore" });
        await host.destroy(state);
        return state.access;
      },
    ],
    [
      "for delete and retain",
      async (host) => {
        const { state } = await deployed(host, bash("auto", { onDelete: "retain" }));
        await host.destroy(state);
        await host.destroy({ ...state, onDelete: "delete" });
        return state;
      },
    ],
    [
      "for a session that ended elsewhere",
      async (host) => {
        const { state, inputs } = await deployed(host);
        host.emulator.terminate(sessionId);
        const read = await host.read(state);
        const next = await host.check(inputs, bash("always_allow"));
        return [read, await host.failure(host.update(state, next.inputs))];
      },
    ],
    [
      "for a session that is gone",
      async (host) => {
        const { state, inputs } = await deployed(host);
        host.emulator.remove(sessionId);
        const { id } = await host.read(state);
        const failure = await host.failure(host.update(state, inputs));
        await host.destroy(state);
        return [id, failure];
      },
    ],
    [
      "for an interrupt",
      async (host) => {
        const declared = { whenBusy: "interrupt", resumeMessage: "Go on." };
        const { state, inputs } = await deployed(host, bash("always_ask", declared));
        host.emulator.startTurn(sessionId);
        const next = await host.check(inputs, bash("always_allow", declared));
        return host.update(state, next.inputs);
      },
    ],
    [
      "for a replacement, which goes on with the session",
      async (host) => {
        const { state } = await deployed(host, bash("always_ask", { onDelete: "delete" }));
        await host.delete(state);
        expect(host.emulator.session(sessionId)?.archived_at).toBeNull();
        return state;
      },
    ],
  ])("%s", async (_name, steps) => {
    await expectSame(hosts, steps);
  });
});
