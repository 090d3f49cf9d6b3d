import {
  closeHostPair,
  deployed,
  expectSame,
  type HostPair,
  linear,
  type Steps,
  startHostPair,
} from "./host-pair";
import { apiKey, bash, sessionId, toolset } from "./plugin-world";

let hosts: HostPair;

beforeAll(async () => {
  hosts = await startHostPair();
});
afterAll(closeHostPair);

describe("both hosts fail alike", () => {
  test.each<[string, Steps]>([
    [
      "for inputs that break rules",
      (host) =>
        host.check(
          {},
          {
            sessionId: "../x",
            tools: [
              toolset({ configs: [{ name: "bahs" }] }),
              { type: "mcp_toolset", mcpServerName: "x" },
            ],
            onDelete: "burn",
            more: 1,
          },
        ),
    ],
    [
      "for a session that is busy",
      async (host) => {
        const { state, inputs } = await deployed(host, bash("always_ask", { whenBusy: "fail" }));
        host.emulator.startTurn(sessionId);
        const next = await host.check(inputs, bash("always_allow", { whenBusy: "fail" }));
        return host.failure(host.update(state, next.inputs));
      },
    ],
    [
      "for a refusal",
      async (host) => {
        const { inputs } = await host.check({}, linear);
        host.emulator.faults.always(
          { kind: "refuse", status: 403, type: "permission_error", message: "not yours" },
          { method: "POST" },
        );
        return host.failure(host.create(inputs));
      },
    ],
    [
      "for a write that does not take, and the next one that does",
      async (host) => {
        const { inputs } = await host.check({}, linear);
        host.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
        const failure = await host.failure(host.create(inputs));
        return [failure, await host.update(failure.kept ?? {}, inputs)];
      },
    ],
    [
      "for a state that nobody of ours wrote",
      async (host) => {
        const { state, inputs } = await deployed(host);
        return host.failure(host.update({ ...state, tools: "all" }, inputs));
      },
    ],
    [
      "for a refusal that quotes the key where it is cut",
      async (host) => {
        const { inputs } = await host.check({}, linear);
        const message = `${"x".repeat(988)}${apiKey}`;
        host.emulator.faults.always(
          { kind: "refuse", status: 403, type: "permission_error", message },
          { method: "POST" },
        );
        const failure = await host.failure(host.create(inputs));
        expect(failure.message).toContain("xxx[redacted]");
        expect(JSON.stringify(failure)).not.toContain(apiKey.slice(0, 10));
        return failure;
      },
    ],
  ])("%s", async (_name, steps) => {
    await expectSame(hosts, steps);
  });
});
