import * as z from "zod";
import { permissionPolicySchema } from "./permission-policy";

export const agentToolsetType = "agent_toolset_20260401";

/** The closed set of built-in tools (API §4.1), in the order in which access is listed. */
export const builtInTools = [
  "bash",
  "read",
  "write",
  "edit",
  "glob",
  "grep",
  "web_fetch",
  "web_search",
] as const;
export type BuiltInTool = (typeof builtInTools)[number];

export const toolDefaultsSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .nullish()
      .describe("Whether the tools may be used at all. Default: true (API §4.1)."),
    permissionPolicy: permissionPolicySchema
      .nullish()
      .describe(
        "The policy of every tool without one of its own. Default: `always_allow` in the agent toolset, `always_ask` in an MCP toolset (API §4.1).",
      ),
  })
  .describe("What holds for every tool of the toolset that has no entry of its own.");

export type ToolDefaults = z.infer<typeof toolDefaultsSchema>;

const domain = z.string().min(1).max(255);
const domainList = z.array(domain).min(1).max(64);

const configBase = {
  enabled: z
    .boolean()
    .nullish()
    .describe("Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`."),
  permissionPolicy: permissionPolicySchema
    .nullish()
    .describe("Default: the toolset's `defaultConfig.permissionPolicy`."),
};

const domainLists = {
  allowedDomains: domainList
    .nullish()
    .describe(
      "The only hosts this tool may reach, 1–64 entries of 1–255 characters; excludes `blockedDomains`. Default: every host (API §4.2).",
    ),
  blockedDomains: domainList
    .nullish()
    .describe(
      "Hosts this tool may not reach, 1–64 entries of 1–255 characters; excludes `allowedDomains`. Default: none (API §4.2).",
    ),
};

const typeOf = <Name extends string>(name: Name) =>
  z.literal(name).nullish().describe("The same word as `name`; the server adds it. Leave it out.");

const plainConfig = <Name extends BuiltInTool>(name: Name) =>
  z.strictObject({
    name: z.literal(name).describe("The built-in tool."),
    type: typeOf(name),
    ...configBase,
  });

const location = z.string().min(1).max(255);

export const userLocationSchema = z
  .strictObject({
    type: z.literal("approximate").describe("Always `approximate`."),
    city: location.nullish().describe("1–255 characters."),
    region: location.nullish().describe("1–255 characters."),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 code of two capital letters, such as DE")
      .nullish()
      .describe("ISO 3166-1 alpha-2, two capital letters."),
    timezone: location.nullish().describe("IANA time zone, 1–255 characters."),
  })
  .describe("Where the search is made from (API §4.1).");

const toolReference = z.strictObject({
  type: z.literal("tool_reference").describe("Always `tool_reference`."),
  name: z.string().min(1).describe("The tool's name."),
});

const urlSourceSchema = z.union([
  z.enum(["all", "none"]),
  z.strictObject({
    type: z.enum(["all", "none", "only", "except"]),
    tools: z.array(toolReference).min(1).max(128).nullish(),
  }),
]);
export type UrlSource = z.infer<typeof urlSourceSchema>;

export const urlSourcesSchema = z
  .strictObject({
    clientToolResults: urlSourceSchema
      .nullish()
      .describe("URLs found in results of client tools. Default: all."),
    serverToolResults: urlSourceSchema
      .nullish()
      .describe("URLs found in results of server tools. Default: all."),
    userInput: urlSourceSchema.nullish().describe("URLs written by the user. Default: all."),
  })
  .describe(
    "Where a URL must come from before web_fetch may open it; not all may be none (API §4.1).",
  );

const webFetchConfig = z.strictObject({
  name: z.literal("web_fetch").describe("The built-in tool."),
  type: typeOf("web_fetch"),
  ...configBase,
  ...domainLists,
  maxContentTokens: z
    .int()
    .positive()
    .nullish()
    .describe(
      "The most tokens of a page that are read, a positive whole number. Default: no bound.",
    ),
  urlSources: urlSourcesSchema.nullish().describe("Default: every source (API §4.1)."),
});

const webSearchConfig = z.strictObject({
  name: z.literal("web_search").describe("The built-in tool."),
  type: typeOf("web_search"),
  ...configBase,
  ...domainLists,
  userLocation: userLocationSchema.nullish().describe("Default: unset."),
});

export const agentToolConfigSchema = z
  .discriminatedUnion("name", [
    plainConfig("bash"),
    plainConfig("read"),
    plainConfig("write"),
    plainConfig("edit"),
    plainConfig("glob"),
    plainConfig("grep"),
    webFetchConfig,
    webSearchConfig,
  ])
  .describe("One built-in tool that differs from the toolset's `defaultConfig`.");

export type AgentToolConfig = z.infer<typeof agentToolConfigSchema>;

export const agentToolsetSchema = z
  .strictObject({
    type: z.literal(agentToolsetType).describe("The agent toolset of this API version."),
    defaultConfig: toolDefaultsSchema
      .nullish()
      .describe("Default: enabled, `always_allow` (API §4.1)."),
    configs: z
      .array(agentToolConfigSchema)
      .nullish()
      .describe("Tools that differ from `defaultConfig`, each name once. Default: none."),
  })
  .describe(`The built-in tools: ${builtInTools.join(", ")}.`);

export type AgentToolset = z.infer<typeof agentToolsetSchema>;
