import * as z from "zod";
import { knownPermissionPolicies } from "./permission-policy";

/** How much a tool may do, from the tightest to the loosest; a word unknown today is looser than all of them. */
export const levels = ["disabled", ...knownPermissionPolicies] as const;
export type Level = (typeof levels)[number];

export const levelSchema = z.enum(levels);

export const atMostSchema = z
  .record(z.string(), levelSchema)
  .describe(
    "With `shared` only: the most that tools may do, whoever configured them; more than that is lowered, exceeding it again is drift. Keys as in `access`: `bash`, `mcp:linear/delete_issue`, `mcp:linear/*` for every tool of a server, `mcp:*` for every MCP tool, `*` for every tool that asks for permission; the most specific key wins. Values: " +
      `${levels.map((level) => `\`${level}\``).join(", ")}.`,
  );

/** Key of access, or a pattern of keys, to the loosest right that may be there. */
export type AtMost = Readonly<Record<string, Level>>;

/** The place of a right in the order; policies that do not exist today come after all others. */
export function rankOf(level: string): number {
  const rank = (levels as readonly string[]).indexOf(level);
  return rank === -1 ? levels.length : rank;
}
