import * as pulumi from "@pulumi/pulumi";
import type { Access, McpServer, Tool } from "./outputs";

/** Sessions still to do, with one reason each; at most 200 are named, `total` counts them all. */
export interface Pending {
  readonly total: number;
  readonly sessions: Readonly<Record<string, string>>;
}

/** The outputs of `AgentSessionOverrides`, the same whichever host serves it. */
export abstract class AgentSessionOverridesOutputs extends pulumi.CustomResource {
  /** The agent whose live sessions are declared. */
  declare public readonly agentId: pulumi.Output<string>;
  /** The declared tools; undefined where they are not managed. */
  declare public readonly tools: pulumi.Output<Tool[] | undefined>;
  /** The declared MCP servers; undefined where they are not managed. */
  declare public readonly mcpServers: pulumi.Output<McpServer[] | undefined>;
  /** What the declared arrays allow, flat, as for `SessionOverrides`. Known in previews. */
  declare public readonly access: pulumi.Output<Access>;
  /** Sessions that the last deployment or refresh found still to do. */
  declare public readonly pending: pulumi.Output<Pending>;
  /** How many live sessions were in scope at the last deployment. */
  declare public readonly sessionCount: pulumi.Output<number>;
}

export const agentDynamicType = "pulumi-nodejs:dynamic/managed-agents:AgentSessionOverrides";
export const agentNativeType = "managed-agents:index:AgentSessionOverrides";
