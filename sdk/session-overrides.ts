import * as pulumi from "@pulumi/pulumi";
import type { SessionOverridesArgs } from "./args";
import type { Access, McpServer, Tool } from "./outputs";
import { providerText } from "./provider-text";

const type = "pulumi-nodejs:dynamic/managed-agents:SessionOverrides";

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
export class SessionOverrides extends pulumi.CustomResource {
  /** The session whose tools are declared. */
  declare public readonly sessionId: pulumi.Output<string>;
  /** The declared tools; undefined where they are not managed. */
  declare public readonly tools: pulumi.Output<Tool[] | undefined>;
  /** The declared MCP servers; undefined where they are not managed. */
  declare public readonly mcpServers: pulumi.Output<McpServer[] | undefined>;
  /**
   * What the declared arrays allow, flat, for policies and people: `bash: always_ask`,
   * `mcp:linear: https://mcp.linear.app/sse`, `mcp:linear/*: always_ask`, `read: disabled`. Known in previews.
   */
  declare public readonly access: pulumi.Output<Access>;
  /** The agent the session was created from. */
  declare public readonly agentId: pulumi.Output<string>;
  /** When the session was archived, RFC 3339; undefined while it is not. */
  declare public readonly archivedAt: pulumi.Output<string | undefined>;
  /** True once the session has ended after an error; else undefined. */
  declare public readonly terminated: pulumi.Output<boolean | undefined>;

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
      { ...(args ?? {}), ...derived(args), ...hidden(name, opts) },
      // What others had on the session before may hold secrets that nobody marked.
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["baseline"] }),
    );
  }
}

/** Properties that the provider fills in; named here so that the class has them as outputs. */
function derived(args: SessionOverridesArgs | undefined): pulumi.Inputs {
  return {
    // Check replaces this by the real map. It is passed so that the map is secret where the arrays are: the engine
    // marks what a dynamic provider returns as it marked the same key of what it was given.
    access:
      args === undefined
        ? undefined
        : pulumi.output([args.tools, args.mcpServers, args.absent]).apply((): Access => ({})),
    agentId: undefined,
    archivedAt: undefined,
    terminated: undefined,
    baseline: undefined,
    dropping: undefined,
  };
}

/** What only the provider process needs: its code, the row to report on, and the bounds the host does not pass on. */
function hidden(name: string, opts: pulumi.CustomResourceOptions): pulumi.Inputs {
  return {
    __provider: providerText("SessionOverrides"),
    __urn: pulumi.createUrn(name, type, opts.parent),
    ...(opts.customTimeouts === undefined ? {} : { __timeouts: opts.customTimeouts }),
  };
}
