import { Client, credentials } from "@grpc/grpc-js";
import { refusedLook } from "../../provider/in-program";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { refusalOf, startPlugin } from "../native/plugin";
import { hostFailureOf, startDynamicHost } from "./dynamic-host";
import { startEngineStandIn } from "./engine-stand-in";
import { asking, hidden, sessionId } from "./host-world";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

/** An engine of before 3.217.0 cannot be asked for its version, and that is how it is known. */
const old = { range: undefined };
const sentence =
  "This Pulumi CLI is too old for pulumi-managed-agents, which needs 3.217.0 or newer. Nothing was changed. Install a " +
  "newer CLI and run again; `pulumi version` says which one is in use, and it is not the version of @pulumi/pulumi.";

test("the dynamic host says of an engine that is too old, at whatever verb comes first", async () => {
  const verbs: readonly ((
    host: Awaited<ReturnType<typeof startDynamicHost>>,
  ) => Promise<unknown>)[] = [
    (host) => host.check({}, asking),
    (host) => host.read(sessionId, hidden),
    (host) => host.delete(sessionId, { ...asking, ...hidden }),
  ];
  for (const verb of verbs) {
    const host = await startDynamicHost({}, old);
    expect((await hostFailureOf(verb(host))).message).toBe(sentence);
    await host.stop();
  }
});

test("the plugin says it before it takes its settings", async () => {
  const plugin = await startPlugin(undefined, { of: old });
  expect((await refusalOf(plugin.configure({}))).message).toBe(sentence);
  await plugin.stop();
});

test("an engine that can be asked is asked once for a process, and taken", async () => {
  const host = await startDynamicHost({});
  await host.check({}, asking);
  await host.check({}, asking);
  expect(host.engine.ranges).toEqual([">=3.217.0"]);
  await host.stop();
});

describe("a program that looks at a session it does not manage", () => {
  const readsAnew = { range: ">=3.268.0" };

  test.each([
    [
      "3.248.0",
      readsAnew,
      [">=3.268.0"],
      /^SessionOverrides.get does not work with @pulumi\/pulumi 3.248.0 and /,
    ],
    ["3.267.9", readsAnew, [">=3.268.0"], /Update @pulumi\/pulumi to 3.268.0 or newer/],
    ["3.248.0", { range: ">=3.217.0" }, [">=3.268.0"], undefined],
    ["3.248.0", old, [], undefined],
    ["3.268.0", readsAnew, [], undefined],
    ["3.1000.0", readsAnew, [], undefined],
  ])("with SDK %s, on an engine of %j", async (sdk, of, asked, refusal) => {
    const engine = await startEngineStandIn(of);
    const client = new Client(engine.address, credentials.createInsecure());
    const reason = await refusedLook(client, sdk);
    client.close();
    engine.stop();
    expect(engine.ranges).toEqual(asked);
    if (refusal === undefined) expect(reason).toBeUndefined();
    else expect(reason).toMatch(refusal);
  });

  test("without an engine, as in a test with mocks, says nothing", async () => {
    expect(await refusedLook(undefined, "3.248.0")).toBeUndefined();
  });
});
