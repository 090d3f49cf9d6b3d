import * as pulumi from "@pulumi/pulumi";
import type { Access, McpServer, Tool } from "./outputs";

/** The outputs of `SessionOverrides`, the same whichever host serves it. */
export abstract class SessionOverridesOutputs extends pulumi.CustomResource {
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
  /** When the grant ends, as declared; undefined where it does not. */
  declare public readonly expiresAt: pulumi.Output<string | undefined>;
  /** True once `expiresAt` has passed and the resource holds nothing any more; else undefined. */
  declare public readonly expired: pulumi.Output<boolean | undefined>;
}

/** Outputs that are no inputs: named, so that the engine's answers find their way into the class. */
export const derivedOutputs = {
  agentId: undefined,
  archivedAt: undefined,
  terminated: undefined,
  expired: undefined,
  baseline: undefined,
  dropping: undefined,
};

export const dynamicType = "pulumi-nodejs:dynamic/managed-agents:SessionOverrides";
export const nativeType = "managed-agents:index:SessionOverrides";

/** A resource under the other host is the same resource: a stack may move there and back without touching a session. */
export function withAlias(
  opts: pulumi.CustomResourceOptions,
  type: string,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions(opts, {
    aliases: [{ type }],
    // What others had on the session before may hold secrets that nobody marked.
    additionalSecretOutputs: ["baseline"],
  });
}
