import * as pulumi from "@pulumi/pulumi";
import { SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { runEngine } from "./engine-run";
import { startWorld, type World } from "./world";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** Holds what it is given, in whichever provider process serves the engine. */
class Holder extends pulumi.CustomResource {
  constructor(name: string) {
    const handler = 'exports.handler=()=>({create:async(outs)=>({id:"holder",outs})})';
    super("pulumi-nodejs:dynamic:Resource", name, { __provider: handler });
  }
}

/** Asks until nobody answers. */
async function engineIsGone(): Promise<void> {
  const monitor = settings.getMonitor();
  for (let look = 0; look < 500; look++) {
    const isThere = await new Promise<boolean>((resolve) => {
      monitor?.supportsFeature(new SupportsFeatureRequest(), (error) => resolve(error === null));
    });
    if (!isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the engine lives");
}

test("what a program does after its engine was killed is over before the next operation, and no failure", async () => {
  let isTime = false;
  const came: string[] = [];
  const program = async () => {
    isTime = true;
    await engineIsGone();
    came.push("gone");
    for (const name of ["one", "two"]) new Holder(name);
    await Promise.resolve();
    came.push("end");
  };
  const { exitCode } = await runEngine(world.folder, ["preview"], program, () => isTime);
  expect(exitCode).toBe(-1);
  expect(came).toEqual(["gone", "end"]);
});
