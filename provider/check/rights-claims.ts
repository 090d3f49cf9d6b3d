import * as z from "zod";
import { agentToolsetType } from "../model/agent-toolset";
import { type AtMost, levelSchema } from "../model/ceiling";
import { isObject } from "../model/json";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { PropertyRecord } from "../model/property-record";
import { safeParse } from "../model/safe-parse";
import { quotedText, shownText } from "../model/shown-text";
import { type Tool, toolSchema } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { canonicalTools } from "../plan/canonical";
import { ceilingOf } from "../plan/ceiling";
import { lowerTool } from "../plan/lower";
import { objectsIn } from "./rules";
import { formatPath } from "./violation";

/*
 * What resources say of how much tools may do: the rights that one declares, and the ceiling that another one sets. A
 * declared right above the ceiling would be lowered and set again at every deployment.
 */

const right = z.object({
  enabled: z.boolean(),
  permissionPolicy: z.object({ type: z.string() }),
});
const path = z.array(z.union([z.string(), z.number()]));

/** The rights of a declared toolset and nothing else of it, so that they can be told to other processes. */
const rightsClaimSchema = z.object({
  kind: z.literal("rights"),
  toolset: z.object({
    type: z.enum([agentToolsetType, mcpToolsetType]),
    mcpServerName: z.string().optional(),
    defaultConfig: right,
    configs: z.array(right.extend({ name: z.string() })),
  }),
  path,
});
const ceilingClaimSchema = z.object({
  kind: z.literal("ceiling"),
  atMost: z.record(z.string(), levelSchema),
  path,
});

export const levelClaimSchemas = [rightsClaimSchema, ceilingClaimSchema] as const;
export type RightsClaim = z.infer<typeof rightsClaimSchema>;
export type CeilingClaim = z.infer<typeof ceilingClaimSchema>;

export function rightsClaims({ tools }: PropertyRecord): RightsClaim[] {
  return objectsIn(tools).flatMap(({ index, item }): RightsClaim[] => {
    const parsed = containsUnknown(item) ? undefined : safeParse(toolSchema, item);
    const [tool] = parsed?.success === true ? canonicalTools([parsed.data as Tool]) : [];
    if (tool === undefined || !("configs" in tool)) {
      return [];
    }
    const rightOf = ({
      enabled,
      policy,
    }: {
      readonly enabled: boolean;
      readonly policy: string;
    }) => ({
      enabled,
      permissionPolicy: { type: policy },
    });
    const toolset = {
      type: tool.kind === "agentToolset" ? agentToolsetType : mcpToolsetType,
      ...(tool.serverName === undefined ? {} : { mcpServerName: tool.serverName }),
      defaultConfig: rightOf(tool.defaults),
      configs: tool.configs.map((config) => ({ name: config.name, ...rightOf(config) })),
    } as const;
    return [{ kind: "rights", toolset, path: ["tools", index] }];
  });
}

/** Bounds that are not known yet are none yet. */
export function ceilingClaims({ atMost }: PropertyRecord): CeilingClaim[] {
  const known = Object.entries(isObject(atMost) ? atMost : {}).flatMap(([key, level]) => {
    const parsed = levelSchema.safeParse(level);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return known.length === 0
    ? []
    : [{ kind: "ceiling", atMost: Object.fromEntries(known), path: ["atMost"] }];
}

/** The first right that is above the ceiling, in words; undefined if none is. */
export function aboveCeiling({ toolset }: RightsClaim, atMost: AtMost): string | undefined {
  const judged = lowerTool(toolset as unknown as Tool, ceilingOf(atMost));
  const [first] = judged.kind === "lowered" ? judged.exceeding : [];
  return (
    first &&
    `${quotedText(first.key)} ${shownText(first.right)} where ${formatPath(["atMost", first.bound.key])} allows ${first.bound.level}`
  );
}
