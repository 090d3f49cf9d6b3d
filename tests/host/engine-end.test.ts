import { once } from "node:events";
import { until } from "../native/plugin-world";
import { hostFailureOf } from "./dynamic-host";
import {
  agentToolset,
  asking,
  closeHosts,
  type HostWorld,
  sessionId,
  startHostWorld,
} from "./host-world";

afterEach(closeHosts);

const policies = ({ emulator }: HostWorld) => emulator.session(sessionId)?.agent.tools;
const allowing = [
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_allow" } }] }),
];

/** A resource whose session works for ever, and an update of it that waits. */
async function waitingUpdate() {
  const world = await startHostWorld();
  const { emulator, host } = world;
  emulator.seed({ id: sessionId, tools: [agentToolset()] });
  const { inputs } = await host.check({}, asking);
  const { properties } = await host.create(inputs);
  emulator.startTurn(sessionId);
  const other = await world.nextOperation();
  const news = await other.check(inputs, { ...asking, tools: allowing });
  return { world, host: other, running: other.update(sessionId, properties, news.inputs) };
}

describe("an engine that dies", () => {
  test("is noticed by the process, which ends what waits, sends nothing more and exits", async () => {
    const { world, host, running } = await waitingUpdate();
    const failing = hostFailureOf(running);
    await until("the update waits", () => /is running/.test(host.told()));
    const exited = once(host.child, "exit");
    host.engine.stop();
    await exited;
    expect((await failing).message).toMatch(/cancelled.*Nothing was changed/s);
    world.emulator.clearRequests();
    world.emulator.finishTurn(sessionId);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.emulator.requests).toEqual([]);
    expect(policies(world)).toMatchObject([
      { configs: [{ permission_policy: { type: "always_ask" } }] },
    ]);
  });
});

describe("a process that is told to end before its engine is", () => {
  test("ends its wait in words and changes nothing more; told twice, it goes", async () => {
    const { world, host, running } = await waitingUpdate();
    const failing = hostFailureOf(running);
    await until("the update waits", () => /is running/.test(host.told()));
    host.child.kill("SIGTERM");
    expect((await failing).message).toMatch(/cancelled.*Nothing was changed/s);

    // What its engine sends before it is told itself.
    world.emulator.clearRequests();
    world.emulator.finishTurn(sessionId);
    const next = host.create((await host.check({}, asking)).inputs);
    expect((await hostFailureOf(next)).message).toMatch(/cancelled/);
    expect(world.emulator.requests).toEqual([]);

    const exited = once(host.child, "exit");
    host.child.kill("SIGTERM");
    expect(await exited).toEqual([null, "SIGTERM"]);
  });
});
