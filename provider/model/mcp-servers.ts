import * as z from "zod";
import { isObject } from "./json";

export const urlServerType = "url";

export const mcpServerSchema = z
  .strictObject({
    type: z.literal(urlServerType).describe("Always `url`."),
    name: z.string().min(1).max(255).describe("1–255 characters, unique in the session."),
    url: z
      .string()
      .min(1)
      .max(2048)
      .describe(
        "Absolute http or https URL, at most 2048 characters. Credentials belong in a vault, not here (API §4.1).",
      ),
  })
  .describe("An MCP server the session may use; some MCP toolset must name it (API §4.2).");

export type UrlMcpServer = z.infer<typeof mcpServerSchema>;

/** A server of a type that this version does not know: sent as it is written, compared by what it states. */
export interface OtherMcpServer {
  readonly type: string;
  readonly name: string;
  readonly [key: string]: unknown;
}
const otherMcpServerSchema = z.looseObject({
  type: z.string().min(1),
  name: mcpServerSchema.shape.name,
});

export type McpServer = UrlMcpServer | OtherMcpServer;

export function isUrlServer(server: McpServer): server is UrlMcpServer {
  return server.type === urlServerType;
}

/** One entry of `mcpServers`. As with tools, a type that is a string but none of ours is let through as it is. */
export const anyMcpServerSchema = z.unknown().transform((value, context): McpServer => {
  const type = isObject(value) ? value.type : undefined;
  const isOther = typeof type === "string" && type !== "" && type !== urlServerType;
  const result = (isOther ? otherMcpServerSchema : mcpServerSchema).safeParse(value);
  if (result.success) {
    return result.data;
  }
  for (const issue of result.error.issues) {
    context.issues.push({ ...issue, input: value } as never);
  }
  return z.NEVER;
});
