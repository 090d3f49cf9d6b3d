import * as z from "zod";

export const mcpServerSchema = z
  .strictObject({
    type: z.literal("url").describe("Always `url`."),
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

export type McpServer = z.infer<typeof mcpServerSchema>;
