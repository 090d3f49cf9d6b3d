import * as pulumi from "@pulumi/pulumi";
import {
  AgentSessionOverridesOutputs,
  agentDynamicType,
  agentNativeType,
} from "./agent-session-overrides-outputs";
import type { AgentSessionOverridesArgs, SessionOverridesArgs } from "./args";
import type { GetSessionArgs, ListSessionsArgs, ListSessionsResult, Session } from "./functions";
import type { ProviderArgs as DynamicProviderArgs } from "./provider";
import { refuseEarlyDeletion, refuseIgnoredPlaces } from "./refused-options";
import { isOfType } from "./resource-type";
import {
  derivedOutputs,
  dynamicType,
  SessionOverridesOutputs,
  nativeType as type,
  withAlias,
} from "./session-overrides-outputs";

export type { Pending } from "./agent-session-overrides-outputs";
export type {
  AbsentArgs,
  AccessLevel,
  AgentDeletePolicy,
  AgentSessionOverridesArgs,
  AgentToolConfigArgs,
  AgentToolsetArgs,
  BuiltInTool,
  BusyPolicy,
  CustomToolArgs,
  DeletePolicy,
  InputSchemaArgs,
  LiveStatus,
  McpServerArgs,
  McpToolConfigArgs,
  McpToolsetArgs,
  OtherToolArgs,
  OtherToolType,
  OwnershipPolicy,
  PermissionPolicyArgs,
  PlainToolConfigArgs,
  PlainToolName,
  SessionOverridesArgs,
  ToolArgs,
  ToolDefaultsArgs,
  ToolReferenceArgs,
  UrlSourceArgs,
  UrlSourceRuleArgs,
  UrlSourcesArgs,
  UserLocationArgs,
  WebFetchConfigArgs,
  WebSearchConfigArgs,
} from "./args";
export { agentToolset, customTool, mcpServer, mcpToolset } from "./builders";
export type { GetSessionArgs, ListSessionsArgs, ListSessionsResult, Session } from "./functions";
export type { Access, McpServer, Tool } from "./outputs";

/*
 * The `pulumi-managed-agents/native` subpath: the same resource and functions served by the native plugin, which must
 * be installed for the engine. It gives what the dynamic host cannot: exact diffs, `pulumi import`, cancel, timeouts,
 * drift in every preview. A stack moves here from the dynamic class by changing the import, and back.
 */

/**
 * The tools, MCP servers and permission policies of one live session, declared; served by the native plugin. Inputs,
 * outputs and behaviour are those of the dynamic class.
 */
export class SessionOverrides extends SessionOverridesOutputs {
  /** Looks at an existing session without managing it; nothing is written. */
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
    refuseEarlyDeletion("SessionOverrides", name, opts);
    refuseIgnoredPlaces("SessionOverrides", name, opts);
    super(
      type,
      name,
      { ...(args ?? {}), ...derivedOutputs, access: undefined },
      withAlias(opts, dynamicType),
    );
  }
}

/** The same for every live session of an agent; served by the native plugin. */
export class AgentSessionOverrides extends AgentSessionOverridesOutputs {
  /** True for instances of this class, from whatever copy of this package. */
  static override isInstance(value: unknown): value is AgentSessionOverrides {
    return isOfType(value, agentNativeType);
  }

  constructor(
    name: string,
    args: AgentSessionOverridesArgs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    refuseEarlyDeletion("AgentSessionOverrides", name, opts);
    refuseIgnoredPlaces("AgentSessionOverrides", name, opts);
    super(
      agentNativeType,
      name,
      { ...args, access: undefined, pending: undefined, sessionCount: undefined },
      pulumi.mergeOptions(opts, { aliases: [{ type: agentDynamicType }] }),
    );
  }
}

/** The settings of an account of its own: those of the dynamic host, and two that only the plugin has. */
export interface ProviderArgs extends DynamicProviderArgs {
  /** Whether every preview and update looks at the session first, so that drift shows. Default: true. */
  readonly refreshBeforeUpdate?: pulumi.Input<boolean>;
  /** Whether previews of `AgentSessionOverrides` count the sessions that would change. Default: true. */
  readonly previewLooks?: pulumi.Input<boolean>;
}

/** A second account in one program: pass it as `{ provider }`. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    refuseEarlyDeletion("Provider", name, opts);
    const { apiKey, authToken } = args;
    super(
      "managed-agents",
      name,
      {
        ...args,
        ...(apiKey === undefined ? {} : { apiKey: pulumi.secret(apiKey) }),
        ...(authToken === undefined ? {} : { authToken: pulumi.secret(authToken) }),
      },
      opts,
    );
  }
}

/** One session as it is at this moment; fails if there is none. */
export function getSession(args: GetSessionArgs, opts?: pulumi.InvokeOptions): Promise<Session> {
  return pulumi.runtime.invoke("managed-agents:index:getSession", { ...args }, opts);
}

export function getSessionOutput(
  args: pulumi.Inputs & {
    readonly [Key in keyof GetSessionArgs]: pulumi.Input<GetSessionArgs[Key]>;
  },
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<Session> {
  return pulumi.runtime.invokeOutput("managed-agents:index:getSession", args, opts);
}

/** The sessions that fit, newest first. */
export function listSessions(
  args: ListSessionsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<ListSessionsResult> {
  return pulumi.runtime.invoke("managed-agents:index:listSessions", { ...args }, opts);
}

export function listSessionsOutput(
  args: { readonly [Key in keyof ListSessionsArgs]: pulumi.Input<ListSessionsArgs[Key]> } = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ListSessionsResult> {
  return pulumi.runtime.invokeOutput("managed-agents:index:listSessions", { ...args }, opts);
}
