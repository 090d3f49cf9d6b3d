import path from "node:path";
import type { ProjectSettings, PulumiFn } from "@pulumi/pulumi/automation";
import { SessionOverrides } from "../../sdk/native";
import { inlineStack } from "../engine/harness";
import {
  type Arguments,
  apiKey,
  emulatorWith,
  plainSession,
  requestsTo,
  type SessionStack,
  type SessionStackOptions,
  sessionId,
} from "../engine/session-stack";

/** The program that declares one resource of the native class, `support`. */
export function declaringNative(args: Arguments): PulumiFn {
  return async () => {
    const { access, agentId } = new SessionOverrides("support", { sessionId, ...args });
    return { access, agentId };
  };
}

/** As `sessionStack`, served by the native plugin that lies in the packed package. */
export async function nativeStack(
  args: Arguments,
  { seeds = [plainSession], emulatorOptions, key = apiKey, ...options }: SessionStackOptions = {},
): Promise<SessionStack> {
  const emulator = await emulatorWith(seeds, emulatorOptions);
  const inline = await inlineStack({
    program: declaringNative(args),
    config: {
      "managed-agents:baseUrl": { value: emulator.url },
      ...(key === null ? {} : { "managed-agents:apiKey": { value: key, secret: true } }),
    },
    ...options,
  });
  const plugin = path.join(inline.workDir, "node_modules/pulumi-managed-agents/dist/plugin");
  const settings = {
    name: options.projectName ?? "inline",
    runtime: "nodejs",
    // A setting of projects that the Automation API's type does not know, and writes.
    plugins: { providers: [{ name: "managed-agents", path: plugin }] },
  };
  await inline.stack.workspace.saveProjectSettings(settings as ProjectSettings);
  return {
    ...inline,
    emulator,
    declare: (next) => inline.setProgram(declaringNative(next)),
    requests: () => requestsTo(emulator),
  };
}
