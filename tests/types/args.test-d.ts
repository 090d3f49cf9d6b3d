/**
 * Compile-only: holds the generated argument types (values taken out of `pulumi.Input`) and output types against the
 * types that zod infers from the model, in both directions as far as they are meant to agree. `null` is left out of the
 * generated types on purpose (leaving out says the same), and a tool of an unknown type needs a cast there.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type {
  agentToolConfigSchema,
  agentToolsetSchema,
  toolDefaultsSchema,
  urlSourcesSchema,
  userLocationSchema,
} from "../../provider/model/agent-toolset";
import type { customToolSchema } from "../../provider/model/custom-tool";
import type { absentSchema, sessionOverridesSchema } from "../../provider/model/inputs";
import type { mcpServerSchema } from "../../provider/model/mcp-servers";
import type { mcpToolConfigSchema, mcpToolsetSchema } from "../../provider/model/mcp-toolset";
import type { permissionPolicySchema } from "../../provider/model/permission-policy";
import type { KnownTool, OtherTool, Tool } from "../../provider/model/tools";
import type * as args from "../../sdk/args";
import type * as outputs from "../../sdk/outputs";

/** The value itself, once every `pulumi.Input` around and inside it is known. */
type Plain<T> = unknown extends T
  ? T
  : T extends Promise<unknown> | pulumi.OutputInstance<unknown>
    ? never
    : T extends string | number | boolean | null | undefined
      ? T
      : T extends readonly (infer Element)[]
        ? Plain<Element>[]
        : { [Key in keyof T]: Plain<T[Key]> };

/** The same without null, which Pulumi programs do not write. */
type WithoutNull<T> = unknown extends T
  ? T
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Element)[]
      ? WithoutNull<Element>[]
      : { [Key in keyof T]: WithoutNull<Exclude<T[Key], null>> };

/** Both accept what the other one is. */
type Agree<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Each of the first is one of the second. */
type Fits<A, B> = [A] extends [B] ? true : false;

/** Fails to compile for a pair that does not agree; the name of the pair shows in the error. */
type AllTrue<Pairs extends Readonly<Record<string, true>>> = Pairs;

type Input<Schema extends z.ZodType> = WithoutNull<z.input<Schema>>;

export type ArgumentsAgreeWithModel = AllTrue<{
  permissionPolicy: Agree<Plain<args.PermissionPolicyArgs>, Input<typeof permissionPolicySchema>>;
  toolDefaults: Agree<Plain<args.ToolDefaultsArgs>, Input<typeof toolDefaultsSchema>>;
  userLocation: Agree<Plain<args.UserLocationArgs>, Input<typeof userLocationSchema>>;
  urlSources: Agree<Plain<args.UrlSourcesArgs>, Input<typeof urlSourcesSchema>>;
  agentToolset: Agree<
    Omit<Plain<args.AgentToolsetArgs>, "configs">,
    Omit<Input<typeof agentToolsetSchema>, "configs">
  >;
  // One way only: one generated type stands for six tools, and so cannot say that `type` is the same word as `name`.
  agentToolConfig: Fits<Input<typeof agentToolConfigSchema>, Plain<args.AgentToolConfigArgs>>;
  agentToolNames: Agree<
    Plain<args.AgentToolConfigArgs>["name"],
    z.input<typeof agentToolConfigSchema>["name"]
  >;
  builtInTools: Agree<args.BuiltInTool, z.input<typeof agentToolConfigSchema>["name"]>;
  mcpToolConfig: Agree<Plain<args.McpToolConfigArgs>, Input<typeof mcpToolConfigSchema>>;
  mcpToolset: Agree<Plain<args.McpToolsetArgs>, Input<typeof mcpToolsetSchema>>;
  customTool: Agree<Plain<args.CustomToolArgs>, Input<typeof customToolSchema>>;
  mcpServer: Agree<Plain<args.McpServerArgs>, Input<typeof mcpServerSchema>>;
  absent: Agree<Plain<args.AbsentArgs>, Input<typeof absentSchema>>;
  sessionOverrides: Agree<
    Omit<Plain<args.SessionOverridesArgs>, "tools" | "mcpServers">,
    Omit<Input<typeof sessionOverridesSchema>, "tools" | "mcpServers">
  >;
  sessionOverridesKeys: Agree<
    keyof args.SessionOverridesArgs,
    keyof z.input<typeof sessionOverridesSchema>
  >;
}>;

/** What comes out is what went in, with every value known. */
export type OutputsAgreeWithArguments = AllTrue<{
  agentToolset: Agree<Plain<args.AgentToolsetArgs>, outputs.AgentToolset>;
  agentToolConfig: Agree<Plain<args.AgentToolConfigArgs>, outputs.AgentToolConfig>;
  mcpToolset: Agree<Plain<args.McpToolsetArgs>, outputs.McpToolset>;
  customTool: Agree<Plain<args.CustomToolArgs>, outputs.CustomTool>;
  mcpServer: Agree<Plain<args.McpServerArgs>, outputs.McpServer>;
  tools: Agree<Plain<args.ToolArgs>, outputs.Tool>;
  toolGoesBackIn: Fits<outputs.Tool, args.ToolArgs>;
  knownTool: Fits<WithoutNull<KnownTool>, outputs.Tool>;
  otherTool: Fits<outputs.OtherTool, OtherTool>;
  tool: Fits<Exclude<outputs.Tool, outputs.AgentToolset>, Tool>;
}>;

declare const text: pulumi.Output<string>;
declare const perhaps: pulumi.Output<string | undefined>;

/** What a program may write. */
export const accepted: args.SessionOverridesArgs = {
  sessionId: text,
  resumeMessage: perhaps,
  whenBusy: undefined,
  tools: [
    {
      type: "agent_toolset_20260401",
      defaultConfig: { permissionPolicy: { type: "always_ask" } },
      configs: [
        { name: "bash", permissionPolicy: { type: "a_word_of_tomorrow", quota: 3 } },
        {
          name: "web_fetch",
          allowedDomains: ["example.com", text],
          urlSources: { userInput: "all" },
        },
      ],
    },
    { type: "mcp_toolset", mcpServerName: text },
    {
      type: "custom",
      name: "lookup",
      description: text,
      inputSchema: { type: "object", properties: {} },
    },
    { type: "toolset_of_tomorrow" as args.OtherToolType, anything: [1] },
  ],
  mcpServers: [{ type: "url", name: "linear", url: text }],
};

/** What it may not: each line is an error of its own, so a wider type would fail here as an unused expectation. */
export const refused: args.ToolArgs[] = [
  // @ts-expect-error: a misspelt key
  { type: "mcp_toolset", mcpServerName: "linear", defaultConfg: {} },
  // @ts-expect-error: a misspelt type
  { type: "mcp_tolset", mcpServerName: "linear" },
  // @ts-expect-error: a value of the wrong type, deep inside
  { type: "mcp_toolset", mcpServerName: "linear", configs: [{ name: "search", enabled: "yes" }] },
  // @ts-expect-error: an option of another built-in tool
  { type: "agent_toolset_20260401", configs: [{ name: "bash", allowedDomains: ["a.com"] }] },
  // @ts-expect-error: no tool of that name
  { type: "agent_toolset_20260401", configs: [{ name: "bsh" }] },
  // @ts-expect-error: a required key is left out
  { type: "custom", name: "lookup", description: "Looks up." },
];
