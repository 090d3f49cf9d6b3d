import * as z from "zod";
import { toolDefaultsSchema } from "./agent-toolset";
import { permissionPolicySchema } from "./permission-policy";

export const mcpToolsetType = "mcp_toolset";

export const mcpToolConfigSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(128)
      .describe("The tool's bare name on its MCP server, 1–128 characters."),
    enabled: z
      .boolean()
      .nullish()
      .describe("Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`."),
    permissionPolicy: permissionPolicySchema
      .nullish()
      .describe("Default: the toolset's `defaultConfig.permissionPolicy`."),
  })
  .describe("One MCP tool that differs from the toolset's `defaultConfig`.");

export type McpToolConfig = z.infer<typeof mcpToolConfigSchema>;

export const mcpToolsetSchema = z
  .strictObject({
    type: z.literal(mcpToolsetType).describe("Always `mcp_toolset`."),
    mcpServerName: z
      .string()
      .min(1)
      .max(255)
      .describe("The `name` of the MCP server these tools come from, 1–255 characters."),
    defaultConfig: toolDefaultsSchema
      .nullish()
      .describe("Default: enabled, `always_ask` (API §4.1)."),
    configs: z
      .array(mcpToolConfigSchema)
      .nullish()
      .describe("Tools that differ from `defaultConfig`, each name once. Default: none."),
  })
  .describe("The tools of one MCP server; at most one toolset per server (API §4.2).");

export type McpToolset = z.infer<typeof mcpToolsetSchema>;
