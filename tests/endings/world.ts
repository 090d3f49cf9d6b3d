import {
  AgentSessionOverrides,
  type AgentSessionOverridesArgs,
  Provider,
  SessionOverrides,
  type SessionOverridesArgs,
} from "../../sdk";
import {
  AgentSessionOverrides as NativeAgentSessionOverrides,
  Provider as NativeProvider,
  SessionOverrides as NativeSessionOverrides,
} from "../../sdk/native";
import {
  apiKey,
  bashPolicy,
  type SessionStack,
  sessionStack,
  stored,
} from "../engine/session-stack";
import { nativeStack } from "../native/native-stack";

/** Programs of both resources, on the real engine, in both hosts: who may end a session, and who may not. */

export type SessionArgs = Partial<SessionOverridesArgs> & { readonly sessionId: string };
type Options = ConstructorParameters<typeof SessionOverrides>[2];

export interface Kind {
  readonly Session: typeof SessionOverrides;
  readonly Fleet: typeof AgentSessionOverrides;
  readonly Account: typeof Provider;
  readonly start: typeof sessionStack;
}

export const kinds: readonly (readonly ["dynamic" | "native", Kind])[] = [
  [
    "dynamic",
    {
      Session: SessionOverrides,
      Fleet: AgentSessionOverrides,
      Account: Provider,
      start: sessionStack,
    },
  ],
  [
    "native",
    {
      Session: NativeSessionOverrides as unknown as typeof SessionOverrides,
      Fleet: NativeAgentSessionOverrides as unknown as typeof AgentSessionOverrides,
      Account: NativeProvider,
      start: nativeStack,
    },
  ],
];

export const agentId = "agent_1";
export const asking = [bashPolicy("always_ask")];
export const ids = (count: number) => Array.from({ length: count }, (_, index) => `sesn_${index}`);

/** A stack without a program yet, and so many live sessions of one agent. */
export async function endingsStack({ start }: Kind, count: number): Promise<SessionStack> {
  const seeds = ids(count).map((id) => ({
    id,
    agent_id: agentId,
    tools: [{ type: "agent_toolset_20260401" }],
  }));
  return start({}, { seeds });
}

/** A resource for one session, exclusive and with the default of `onDelete` unless it is said otherwise. */
export function session(
  { Session }: Kind,
  name: string,
  args: SessionArgs,
  options?: Options,
): SessionOverrides {
  return new Session(name, { tools: asking, ...args }, options);
}

export function fleet(
  { Fleet }: Kind,
  name: string,
  args: Partial<AgentSessionOverridesArgs> = {},
  options?: Options,
): AgentSessionOverrides {
  return new Fleet(name, { agentId, tools: asking, ...args }, options);
}

export function account({ Account }: Kind, { emulator }: SessionStack, name = "account"): Provider {
  return new Account(name, { apiKey, baseUrl: emulator.url });
}

/** Ids of the sessions that have not been archived or deleted. */
export function live({ emulator }: SessionStack, count: number): string[] {
  return ids(count).filter((id) => emulator.session(id)?.archived_at === null);
}

export async function urnOf(stack: SessionStack, name: string): Promise<string> {
  return (await stored(stack, name))?.urn ?? "";
}
