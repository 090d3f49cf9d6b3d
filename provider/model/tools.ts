import * as z from "zod";
import { agentToolsetSchema, agentToolsetType } from "./agent-toolset";
import { customToolSchema, customToolType } from "./custom-tool";
import { isObject } from "./json";
import { mcpToolsetSchema, mcpToolsetType } from "./mcp-toolset";
import { isUnknown } from "./unknown";

export const knownToolTypes = [agentToolsetType, mcpToolsetType, customToolType] as const;
export type KnownToolType = (typeof knownToolTypes)[number];

export const knownToolSchema = z.discriminatedUnion("type", [
  agentToolsetSchema,
  mcpToolsetSchema,
  customToolSchema,
]);
export type KnownTool = z.infer<typeof knownToolSchema>;

/** A tool of a type that this version does not know: sent as it is written, compared by what it states. */
export interface OtherTool {
  readonly type: string;
  readonly [key: string]: unknown;
}
const otherToolSchema = z.looseObject({ type: z.string().min(1) });

export type Tool = KnownTool | OtherTool;

export function isKnownToolType(type: unknown): type is KnownToolType {
  return (knownToolTypes as readonly unknown[]).includes(type);
}

export function isKnownTool(tool: Tool): tool is KnownTool {
  return isKnownToolType(tool.type);
}

/**
 * One entry of `tools`. The type decides which schema holds; a type that is a string but none of ours
 * is let through as it is, because the API gains types faster than this package does.
 */
export const toolSchema = z
  .unknown()
  .transform((value, context): Tool => {
    const type = isObject(value) ? value.type : undefined;
    const isOther = typeof type === "string" && type !== "" && !isKnownToolType(type);
    const result = (isOther ? otherToolSchema : knownToolSchema).safeParse(value);
    if (result.success) {
      return result.data as Tool;
    }
    for (const issue of result.error.issues) {
      context.issues.push({ ...issue, input: value } as never);
    }
    return z.NEVER;
  })
  .describe("An agent toolset, an MCP toolset or a custom tool.");

/** The type of an entry that may still be unknown or malformed; undefined when it cannot be told. */
export function typeOfTool(value: unknown): string | undefined {
  return isObject(value) && !isUnknown(value) && typeof value.type === "string"
    ? value.type
    : undefined;
}
