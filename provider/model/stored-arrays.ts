import * as z from "zod";
import { agentToolsetType } from "./agent-toolset";
import { customToolType } from "./custom-tool";
import { isObject, jsonOf } from "./json";
import { mcpToolsetType } from "./mcp-toolset";
import { safeParse } from "./safe-parse";

/**
 * The arrays of a stored state. A refresh puts there what the session has, and a session may have what this version
 * would not let a user write (a built-in tool of tomorrow, another type of server): such a state must stay readable, so
 * only the shapes that comparing needs are asked for. What users write is judged by check, strictly.
 */

const policy = z.looseObject({ type: z.string() }).nullish();
const rights = { enabled: z.boolean().nullish(), permissionPolicy: policy };
const words = z.array(z.string()).nullish();
const urlSource = z
  .union([
    z.string(),
    z.looseObject({
      type: z.string(),
      tools: z.array(z.looseObject({ name: z.string() })).nullish(),
    }),
  ])
  .nullish();

const toolsetMembers = {
  defaultConfig: z.looseObject(rights).nullish(),
  configs: z
    .array(
      z.looseObject({
        name: z.string(),
        ...rights,
        allowedDomains: words,
        blockedDomains: words,
        maxContentTokens: z.number().nullish(),
        urlSources: z.record(z.string(), urlSource).nullish(),
        userLocation: z.looseObject({}).nullish(),
      }),
    )
    .nullish(),
};

/** Text that can be compared with what a session has. */
function isJsonObject(text: string): boolean {
  return isObject(jsonOf(text));
}

const byType: Readonly<Record<string, z.ZodType>> = {
  [agentToolsetType]: z.looseObject(toolsetMembers),
  [mcpToolsetType]: z.looseObject({ mcpServerName: z.string(), ...toolsetMembers }),
  [customToolType]: z.looseObject({
    name: z.string(),
    description: z.string(),
    inputSchema: z.union([z.looseObject({}), z.string().refine(isJsonObject)]),
  }),
};
const anyTool = z.looseObject({ type: z.string().min(1) });

const storedTool = z.unknown().refine((tool) => {
  const type = isObject(tool) && typeof tool.type === "string" ? tool.type : "";
  const known = Object.hasOwn(byType, type) ? byType[type] : undefined;
  return safeParse(known ?? anyTool, tool).success;
}, "is no tool that can be compared");

/** In the place of `tools` and `mcpServers` of whatever schema a state was written by. */
export const storedArraysShape = {
  tools: z.array(storedTool).nullish(),
  mcpServers: z
    .array(z.looseObject({ type: z.string(), name: z.string(), url: z.string().nullish() }))
    .nullish(),
};
