import path from "node:path";
import type { ProjectSettings, PulumiFn } from "@pulumi/pulumi/automation";
import { type InlineStack, inlineStack } from "../engine/harness";
import { project } from "./built-package";
import { secondsOf } from "./group";
import type { RemoteEmulator } from "./remote-emulator";

type Operation = "preview" | "up" | "refresh" | "destroy";

/** One stack on the real engine, of which each operation is timed. */
export interface BenchStack {
  setProgram(program: PulumiFn): void;
  /** Seconds; throws with the engine's words if the operation failed. */
  seconds(operation: Operation): Promise<number>;
  /** Bytes of the state file. */
  stateBytes(): number;
}

/** The classes as they are published, in this process's copy of Pulumi's SDK. */
export const classes = {
  dynamic: () => require(path.join(project, "dist/sdk/index.js")) as typeof import("../../sdk"),
  native: () =>
    require(path.join(project, "dist/sdk/native.js")) as typeof import("../../sdk/native"),
};

/**
 * A stack with the packed package, the emulator's account in its config, also as that of the empty resources, and both
 * native plugins by their paths. The
 * provider's own pace is set so high that it is never the bound.
 */
export async function benchStack(
  emulator: RemoteEmulator,
  emptyPlugin: string,
): Promise<BenchStack> {
  const stack = await inlineStack({
    program: async () => {},
    config: {
      "empty:baseUrl": { value: emulator.url },
      "empty:apiKey": { value: emulator.apiKey },
      "managed-agents:baseUrl": { value: emulator.url },
      "managed-agents:apiKey": { value: emulator.apiKey, secret: true },
      "managed-agents:requestsPerMinute": { value: "60000" },
    },
  });
  const plugin = path.join(stack.workDir, "node_modules/pulumi-managed-agents/dist/plugin");
  const settings = {
    name: "inline",
    runtime: "nodejs",
    // A setting of projects that the Automation API's type does not know, and writes.
    plugins: {
      providers: [
        { name: "managed-agents", path: plugin },
        { name: "empty", path: emptyPlugin },
      ],
    },
  };
  await stack.stack.workspace.saveProjectSettings(settings as ProjectSettings);
  return {
    setProgram: stack.setProgram,
    seconds: (operation) => secondsOf(() => mustSucceed(stack, operation)),
    stateBytes: () => Buffer.byteLength(stack.stateText()),
  };
}

async function mustSucceed(stack: InlineStack, operation: Operation): Promise<void> {
  const attempt = await stack[operation]();
  if (attempt.ok) return;
  const words = attempt.output.split("\n").slice(-20).join("\n");
  throw new Error(`${operation} failed: ${attempt.error.message}\n${words}`);
}
