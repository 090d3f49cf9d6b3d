import * as pulumi from "@pulumi/pulumi";
import type { SessionOverridesArgs } from "./args";
import type { Access } from "./outputs";
import { providerText } from "./provider-text";
import {
  derivedOutputs,
  nativeType,
  SessionOverridesOutputs,
  dynamicType as type,
  withAlias,
} from "./session-overrides-outputs";

/**
 * The tools, MCP servers and permission policies of one live session of Claude Managed Agents, declared.
 *
 * Creating the resource adopts the session and makes it what is declared; updating replaces its arrays, after waiting
 * for the session to be idle as `whenBusy` says; deleting the resource archives or deletes the session, or leaves it
 * alone, as `onDelete` says (the default archives it, which cannot be undone). A preview makes no request and needs no
 * credentials. The resource's id is the session's id.
 *
 * Credentials: stack config `managed-agents:apiKey` (secret), or `ANTHROPIC_API_KEY` in the environment; for several
 * accounts in one program, {@link Provider}.
 *
 * @example
 * new SessionOverrides("support", {
 *   sessionId: "sesn_011abc",
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
    return (
      pulumi.CustomResource.isInstance(value) &&
      (value as { readonly __pulumiType?: unknown }).__pulumiType === type
    );
  }

  constructor(
    name: string,
    args: SessionOverridesArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(
      type,
      name,
      { ...(args ?? {}), ...derivedOutputs, access: accessOf(args), ...hidden(name, opts) },
      withAlias(opts, nativeType),
    );
  }
}

/**
 * Check puts the real map in the place of this one. It is passed so that the map is secret where the arrays are: the
 * engine marks what a dynamic provider returns as it marked the same key of what it was given.
 */
function accessOf(args: SessionOverridesArgs | undefined): pulumi.Output<Access> | undefined {
  return args === undefined
    ? undefined
    : pulumi.output([args.tools, args.mcpServers, args.absent]).apply((): Access => ({}));
}

/** What only the provider process needs: its code, the row to report on, and the bounds the host does not pass on. */
function hidden(name: string, opts: pulumi.CustomResourceOptions): pulumi.Inputs {
  return {
    __provider: providerText("SessionOverrides"),
    __urn: pulumi.createUrn(name, type, opts.parent),
    ...(opts.customTimeouts === undefined ? {} : { __timeouts: opts.customTimeouts }),
  };
}
