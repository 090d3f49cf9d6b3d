import type * as pulumi from "@pulumi/pulumi";
import type { SessionOverridesArgs } from "./args";
import { dynamicInputs } from "./dynamic-inputs";
import { lookedAt } from "./looked-at";
import { isOfType } from "./resource-type";
import {
  derivedOutputs,
  nativeType,
  SessionOverridesOutputs,
  dynamicType as type,
  withAlias,
} from "./session-overrides-outputs";

const kind = "SessionOverrides";

/**
 * The tools, MCP servers and permission policies of one live session of Claude Managed Agents, declared.
 *
 * Creating the resource adopts the session and makes it what is declared; updating replaces its arrays, after waiting
 * for the session to be idle as `whenBusy` says; removing the resource archives or deletes the session, restores it or
 * leaves it alone, as `onDelete` says (the default under `exclusive` archives it, which cannot be undone; under `shared`
 * it takes back what the resource changed). A replacement ends no session. A preview makes no request and needs no
 * credentials. The resource's id is the session's id.
 *
 * Credentials: stack config `managed-agents:apiKey` (secret), or `ANTHROPIC_API_KEY` in the environment; for several
 * accounts in one program, {@link Provider}.
 *
 * @example
 * new SessionOverrides("support", {
 *   sessionId: "sesn_011abc",
 *   ownership: "shared",
 *   tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })],
 * });
 */
export class SessionOverrides extends SessionOverridesOutputs {
  /**
   * Looks at an existing session without managing it: the resource's outputs are what the session has. The session is
   * read once; nothing is written, and nothing happens to it when the program no longer asks for it.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SessionOverrides {
    return new SessionOverrides(name, undefined, { ...opts, id });
  }

  /** True for instances of this class, from whatever copy of this package. */
  static override isInstance(value: unknown): value is SessionOverrides {
    return isOfType(value, type);
  }

  constructor(
    name: string,
    args: SessionOverridesArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(
      type,
      name,
      { ...(args ?? {}), ...derivedOutputs, ...dynamicInputs(kind, type, name, args, opts) },
      withAlias(lookedAt(opts), nativeType),
    );
  }
}
