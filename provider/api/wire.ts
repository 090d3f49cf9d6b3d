import * as z from "zod";
import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { depthMax, isDeeperThan, isObject } from "../model/json";
import { mcpToolsetType } from "../model/mcp-toolset";
import { safeParse } from "../model/safe-parse";
import type { ObservedArrays, ObservedSession } from "../model/session";
import { fromWireMcpServer, fromWireTool } from "./convert";
import { withExactNumbers } from "./exact-json";
import { allowsWorkflows } from "./multiagent";

/**
 * What the server sends, as far as this provider relies on it (API §3, §4.3). Loose: what is not named here may be
 * there, be absent or be anything, and a member of an entry that is missing, null or empty is one and the same. A named
 * member of another type makes the session malformed, because half of a session is no base for a write. Schemas only
 * judge; entries go on exactly as they came.
 */

const policySchema = z.looseObject({ type: z.string() });
const text = z.string().nullish();
/** What ends up in log lines and in the state: short, and nothing that moves a terminal's cursor or is not seen. */
export const wordSchema = z
  .string()
  .max(256)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "holds control characters");
export const word = wordSchema.nullish();

const toolDefaultsSchema = z.looseObject({
  enabled: z.boolean().nullish(),
  permission_policy: policySchema.nullish(),
});

const urlSourceSchema = z
  .union([
    z.string(),
    z.looseObject({
      type: z.string(),
      tools: z.array(z.looseObject({ type: z.string(), name: z.string() })).nullish(),
    }),
  ])
  .nullish();

export const toolConfigSchema = z.looseObject({
  name: text,
  type: text,
  enabled: z.boolean().nullish(),
  permission_policy: policySchema.nullish(),
  allowed_domains: z.array(z.string()).nullish(),
  blocked_domains: z.array(z.string()).nullish(),
  max_content_tokens: z.number().nullish(),
  url_sources: z
    .looseObject({
      client_tool_results: urlSourceSchema,
      server_tool_results: urlSourceSchema,
      user_input: urlSourceSchema,
    })
    .nullish(),
  user_location: z
    .looseObject({ type: text, city: text, region: text, country: text, timezone: text })
    .nullish(),
});

const toolsetMembers = {
  default_config: toolDefaultsSchema.nullish(),
  configs: z.array(toolConfigSchema).nullish(),
};

export const agentToolsetSchema = z.looseObject({
  type: z.literal(agentToolsetType),
  ...toolsetMembers,
});

export const mcpToolsetSchema = z.looseObject({
  type: z.literal(mcpToolsetType),
  mcp_server_name: text,
  ...toolsetMembers,
});

export const customToolSchema = z.looseObject({
  type: z.literal(customToolType),
  name: text,
  description: text,
  input_schema: z.looseObject({}).nullish(),
});

const otherToolSchema = z.looseObject({ type: z.string().min(1) });

const toolSchemas: ReadonlyMap<unknown, z.ZodType> = new Map<unknown, z.ZodType>([
  [agentToolsetType, agentToolsetSchema],
  [mcpToolsetType, mcpToolsetSchema],
  [customToolType, customToolSchema],
]);

export const mcpServerSchema = z.looseObject({ type: text, name: text, url: text });

/**
 * A session. Absent arrays are refused while null ones are read as empty: the API always sends them (API §3.1), and
 * an answer that leaves them out says nothing about the entries, which must not pass for "there are none".
 */
export const sessionSchema = z.looseObject({
  id: wordSchema.min(1),
  status: wordSchema.min(1),
  archived_at: word,
  updated_at: word,
  agent: z.looseObject({
    id: word,
    tools: z.array(z.unknown()).nullable(),
    mcp_servers: z.array(mcpServerSchema).nullable(),
  }),
});

const deletedSessionSchema = z.looseObject({ id: z.string() });
export const listSchema = z.looseObject({ data: z.array(z.unknown()) });

/** The answer to a question about one session, or in what way it is not one; `problem` completes "the answer …". */
export type Parsed<Value> = { readonly kind: "parsed"; readonly value: Value } | Malformed;

export interface Malformed {
  readonly kind: "malformed";
  readonly problem: string;
}

/** A whole session of that id. `body` is the answer's text, `value` what JSON.parse made of it. */
export function parseSession(sessionId: string, body: Body): Parsed<ObservedSession> {
  const problem = depthProblem(body.value) ?? sessionProblem(body.value, []);
  if (problem !== undefined) {
    return problem;
  }
  const { id } = body.value as SessionDocument;
  return id === sessionId
    ? {
        kind: "parsed",
        value: toObservedSession(body.value, withExactNumbers(body.text, body.value)),
      }
    : malformed(anotherSession(id));
}

/** An answer's text and what JSON.parse made of it. */
export interface Body {
  readonly value: unknown;
  readonly text: string;
}

export function depthProblem(value: unknown): Malformed | undefined {
  return isDeeperThan(value, depthMax)
    ? malformed(`is nested more than ${depthMax} levels deep`)
    : undefined;
}

/** In what way a value is no whole session. */
export function sessionProblem(
  value: unknown,
  path: readonly PropertyKey[],
): Malformed | undefined {
  const session = safeParse(sessionSchema, value);
  return session.success
    ? toolProblem(session.data.agent.tools ?? [], [...path, "agent", "tools"])
    : malformedAt(session.error, path);
}

/** The first tool whose shape is not what its type promises. */
export function toolProblem(
  tools: readonly unknown[],
  path: readonly PropertyKey[],
): Malformed | undefined {
  for (const [index, tool] of tools.entries()) {
    const type = isObject(tool) ? tool.type : undefined;
    const parsed = safeParse(toolSchemas.get(type) ?? otherToolSchema, tool);
    if (!parsed.success) {
      return malformedAt(parsed.error, [...path, index]);
    }
  }
  return undefined;
}

/** The answer to a deletion: all that counts is that it speaks of this session (API §2.5). */
export function parseDeletedSession(
  sessionId: string,
  body: { readonly value: unknown },
): Parsed<undefined> {
  const deleted = deletedSessionSchema.safeParse(body.value);
  if (!deleted.success) {
    return malformedAt(deleted.error, []);
  }
  return deleted.data.id === sessionId
    ? { kind: "parsed", value: undefined }
    : malformed(anotherSession(deleted.data.id));
}

/** A list envelope: sent events (API §2.6), pages (API §2.2); what is in it is not judged. */
export function parseList(body: { readonly value: unknown }): Parsed<undefined> {
  const list = listSchema.safeParse(body.value);
  return list.success ? { kind: "parsed", value: undefined } : malformedAt(list.error, []);
}

interface SessionDocument {
  readonly id: string;
  readonly status: string;
  readonly archived_at?: string | null;
  readonly updated_at?: string | null;
  // Told on, never relied on, so never judged.
  readonly created_at?: unknown;
  readonly title?: unknown;
  readonly agent: WireArrays & {
    readonly id?: string | null;
    readonly version?: unknown;
    readonly multiagent?: unknown;
  };
}

/** From the document itself, not from zod's copy of it: a copy may drop or reorder what the server sent. */
export function toObservedSession(value: unknown, exactValue: unknown): ObservedSession {
  const session = value as SessionDocument;
  const exact = exactValue as SessionDocument;
  return {
    sessionId: session.id,
    status: session.status,
    agentId: session.agent.id ?? "",
    ...(isPresent(session.archived_at) ? { archivedAt: session.archived_at } : {}),
    ...(isPresent(session.updated_at) ? { updatedAt: session.updated_at } : {}),
    ...(isPresent(session.created_at) ? { createdAt: session.created_at } : {}),
    ...(isPresent(session.title) ? { title: session.title } : {}),
    ...versionOf(session.agent.version),
    ...(allowsWorkflows(session.agent.multiagent) ? { mayRunWorkflows: true as const } : {}),
    ...observedArrays(session.agent, exact.agent),
  };
}

/** Told on where it is a number that can be one: JSON may spell numbers that are read as infinite. */
export function versionOf(version: unknown): { readonly agentVersion?: number } {
  return Number.isSafeInteger(version) ? { agentVersion: version as number } : {};
}

interface WireArrays {
  readonly tools: readonly unknown[] | null;
  readonly mcp_servers: readonly unknown[] | null;
}

/** Both arrays, each entry respelled and, from the exact document, as it came. */
export function observedArrays(agent: WireArrays, exact: WireArrays): ObservedArrays {
  return {
    tools: (agent.tools ?? []).map((tool, index) => ({
      entry: fromWireTool(tool),
      raw: exact.tools?.[index],
    })),
    mcpServers: (agent.mcp_servers ?? []).map((server, index) => ({
      entry: fromWireMcpServer(server),
      raw: exact.mcp_servers?.[index],
    })),
  };
}

/** Implementations write "no time" as null, as an empty string, or leave it out. */
export function isPresent(text: unknown): text is string {
  return typeof text === "string" && text !== "";
}

/** Whole or not at all: a part of it could be a part of our own key, which nobody would find any more. */
function anotherSession(id: string): string {
  const which = id.length > 100 ? `with an id of ${id.length} characters` : JSON.stringify(id);
  return `speaks of another session, ${which}`;
}

export function malformedAt(error: z.ZodError, prefix: readonly PropertyKey[]): Malformed {
  const issue = error.issues[0];
  const path = [...prefix, ...(issue?.path ?? [])]
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
  const place = path === "" ? "" : ` at ${path}`;
  return malformed(`does not have the expected shape${place} (${issue?.message ?? "no reason"})`);
}

export function malformed(problem: string): Malformed {
  return { kind: "malformed", problem };
}
