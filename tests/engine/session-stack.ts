import type { PulumiFn } from "@pulumi/pulumi/automation";
import { agentToolset, SessionOverrides, type SessionOverridesArgs } from "../../sdk";
import { type Emulator, type EmulatorOptions, type SessionSeed, startEmulator } from "../emulator";
import {
  type Attempt,
  type InlineStack,
  type InlineStackOptions,
  inlineStack,
  type StateResource,
} from "./inline-stack";

/** A stack on the real engine and an emulated API of its own, with one session in it. */

export const sessionId = "sesn_1";
/** Long enough to be looked for in everything that is written anywhere. */
export const apiKey = "sk-ant-emulator-0123456789";

export type Arguments = Omit<SessionOverridesArgs, "sessionId"> & { readonly sessionId?: string };

export interface SessionStack extends InlineStack {
  readonly emulator: Emulator;
  /** From now on the program declares this, as the resource `support`. */
  declare(args: Arguments): void;
  /** Requests since the last call: `GET session 200`, `POST session/archive 400`. */
  requests(): string[];
}

export interface SessionStackOptions extends Partial<InlineStackOptions> {
  readonly seeds?: readonly SessionSeed[];
  readonly emulatorOptions?: EmulatorOptions;
  /** The key in the stack's config; null: none. Default: the right one. */
  readonly key?: string | null;
}

const emulators: Emulator[] = [];

/** An emulator that `closeEmulators` ends. */
export async function emulatorWith(
  seeds: readonly SessionSeed[],
  options: EmulatorOptions = {},
): Promise<Emulator> {
  const emulator = await startEmulator({ apiKey, ...options });
  emulators.push(emulator);
  for (const seed of seeds) emulator.seed(seed);
  return emulator;
}

/** For `afterEach`. The stacks themselves need no end: they lie in the run's folder, and nothing of them is running. */
export async function closeEmulators(): Promise<void> {
  for (const emulator of emulators.splice(0)) await emulator.close();
}

function accountConfig(emulator: Emulator, key: string | null): InlineStackOptions["config"] {
  return {
    "managed-agents:baseUrl": { value: emulator.url },
    ...(key === null ? {} : { "managed-agents:apiKey": { value: key, secret: true } }),
  };
}

/** The program that declares one resource, `support`. */
export function declaring(args: Arguments): PulumiFn {
  return async () => {
    const { access, agentId } = new SessionOverrides("support", { sessionId, ...args });
    return { access, agentId };
  };
}

/** A stack whose program declares `args` of the session `sesn_1`, on an emulator that has the seeded sessions. */
export async function sessionStack(
  args: Arguments,
  options: SessionStackOptions = {},
): Promise<SessionStack> {
  const { seeds = [plainSession], emulatorOptions, key = apiKey, ...stackOptions } = options;
  const emulator = await emulatorWith(seeds, emulatorOptions);
  const inline = await inlineStack({
    program: declaring(args),
    config: accountConfig(emulator, key) ?? {},
    ...stackOptions,
  });
  return {
    ...inline,
    emulator,
    declare: (next) => inline.setProgram(declaring(next)),
    requests: () => requestsTo(emulator),
  };
}

/** Requests since the last call, with the session's path as a word and the answered status. */
export function requestsTo(emulator: Emulator): string[] {
  const lines = emulator.requests.map(({ method, path, status }) =>
    [method, path.replace(/^\/v1\/sessions\/[^/]+/, "session"), status].join(" ").trim(),
  );
  emulator.clearRequests();
  return lines;
}

/** A session with nothing but the built-in tools. */
export const plainSession: SessionSeed = {
  id: sessionId,
  tools: [{ type: "agent_toolset_20260401" }],
};

/** What is stored of the session's arrays; undefined once it is gone. */
export function arraysOf(emulator: Emulator, id = sessionId) {
  const agent = emulator.session(id)?.agent;
  return agent && { tools: agent.tools, mcp_servers: agent.mcp_servers };
}

/** The built-in tools, with a policy for bash. */
export const bashPolicy = (type: string) =>
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] });

/** What an operation that must succeed printed. */
export async function outputOf(running: Promise<Attempt<unknown>>): Promise<string> {
  const attempt = await running;
  if (attempt.ok) return attempt.output;
  throw new Error(`the operation failed:\n${attempt.output}`);
}

/** What an operation that must fail printed. */
export async function failureOf(running: Promise<Attempt<unknown>>): Promise<string> {
  const attempt = await running;
  if (!attempt.ok) return attempt.output;
  throw new Error(`the operation succeeded:\n${attempt.output}`);
}

/** How many resources were created, updated and so on, by the CLI's own count; the stack counts as one. */
export async function changesOf(
  running: Promise<
    Attempt<{ readonly summary: { readonly resourceChanges?: object | undefined } }>
  >,
): Promise<object | undefined> {
  const attempt = await running;
  if (attempt.ok) return attempt.result.summary.resourceChanges;
  throw new Error(`the operation failed:\n${attempt.output}`);
}

/** The resource of the program in the state; undefined if it is not there. */
export async function stored(
  stack: InlineStack,
  name = "support",
): Promise<StateResource | undefined> {
  return (await stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
}
