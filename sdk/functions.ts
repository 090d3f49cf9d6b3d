import * as pulumi from "@pulumi/pulumi";
import type { Access, McpServer, Tool } from "./outputs";

/** Which session to read. */
export interface GetSessionArgs {
  readonly sessionId: string;
}

/** Which sessions to list; a member left out does not filter. */
export interface ListSessionsArgs {
  readonly agentId?: string;
  /** Only together with `agentId`. */
  readonly agentVersion?: number;
  /** `idle`, `running`, `rescheduling`, `terminated`. */
  readonly statuses?: string[];
  /** Default: false. */
  readonly includeArchived?: boolean;
  /** RFC 3339. */
  readonly createdAfter?: string;
  /** RFC 3339. */
  readonly createdBefore?: string;
  /** The most sessions to return. Default: 100000. */
  readonly limit?: number;
}

/** A session at one moment: what `SessionOverrides` never stores, because it moves by itself, stands here. */
export interface Session {
  readonly sessionId: string;
  /** `idle`, `running`, `rescheduling` or `terminated`. */
  readonly status: string;
  readonly agentId: string;
  readonly agentVersion?: number;
  readonly title?: string;
  /** RFC 3339, as are the other times. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly archivedAt?: string;
  readonly tools: Tool[];
  readonly mcpServers: McpServer[];
  readonly access: Access;
}

/** Newest first. */
export interface ListSessionsResult {
  readonly sessions: Session[];
}

/**
 * One session as it is at this moment, previews included: one request, with the credentials of the stack's config or
 * the environment. Rejects if there is no such session.
 */
export async function getSession(args: GetSessionArgs): Promise<Session> {
  return (await call("getSession", { ...args })) as Session;
}

/** As {@link getSession}, for a session id that is an output. */
export function getSessionOutput(
  args: {
    readonly [Key in keyof GetSessionArgs]: pulumi.Input<GetSessionArgs[Key]>;
  },
): pulumi.Output<Session> {
  return pulumi.output(args).apply((known) => getSession(known as GetSessionArgs));
}

/** The sessions that fit, newest first, previews included: one request per fifty. */
export async function listSessions(args: ListSessionsArgs = {}): Promise<ListSessionsResult> {
  return (await call("listSessions", { ...args })) as ListSessionsResult;
}

/** As {@link listSessions}, for filters that are outputs. */
export function listSessionsOutput(
  args: { readonly [Key in keyof ListSessionsArgs]: pulumi.Input<ListSessionsArgs[Key]> } = {},
): pulumi.Output<ListSessionsResult> {
  return pulumi.output(args).apply((known) => listSessions(known as ListSessionsArgs));
}

/** The provider's own code, in this process: the dynamic host has no functions. Loaded by the first call. */
async function call(
  name: "getSession" | "listSessions",
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { callFunction } =
    require("../provider/in-program") as typeof import("../provider/in-program");
  return callFunction(name, args, (key) => pulumi.runtime.getConfig(key));
}
