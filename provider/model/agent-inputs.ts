import * as z from "zod";
import { arraysShape, busyShape, type ManagedArrays, sessionIdSchema } from "./inputs";
import { instantSchema } from "./instant";
import { shownText } from "./shown-text";

/** What deleting the resource does to every live session of the agent. */
export const agentDeletePolicies = ["retain", "archive", "delete"] as const;

/** Statuses a live session can have (API §5.1); one that has terminated is none. */
export const liveStatuses = ["idle", "running", "rescheduling"] as const;

const idPattern = /^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,128}$/;

/** Which sessions of the agent are meant; everything left out does not filter. */
export const scopeShape = {
  agentVersion: z
    .int()
    .positive()
    .nullish()
    .describe("Only sessions created from this version of the agent. Left out: from any."),
  statuses: z
    .array(z.enum(liveStatuses))
    .min(1)
    .nullish()
    .describe(
      "Only sessions that are `idle`, `running` or `rescheduling` at the moment of the look. Left out: all of them.",
    ),
  createdAfter: instantSchema
    .nullish()
    .describe("Only sessions created after this time, RFC 3339."),
  createdBefore: instantSchema
    .nullish()
    .describe("Only sessions created before this time, RFC 3339."),
  exclude: z
    .array(sessionIdSchema)
    .max(1_000)
    .nullish()
    .describe("Ids of sessions that are left alone, at most 1000. Left out: none."),
};

/** The one description of what a user may write in `AgentSessionOverrides`. */
export const agentSessionOverridesSchema = z.strictObject({
  agentId: z
    .string()
    .regex(idPattern, "must be an agent's id such as agent_011abc, and not empty")
    .describe(
      "The agent whose live sessions are declared: not archived, not terminated. Another id replaces the resource.",
    ),
  ...scopeShape,
  ...arraysShape,
  ...busyShape,
  onDelete: z
    .enum(agentDeletePolicies)
    .default("retain")
    .describe(
      "What deleting the resource does to the sessions: `retain` (no request), `archive` or `delete` every live session in scope (irreversible).",
    ),
});

type Policies = Omit<z.output<typeof agentSessionOverridesSchema>, keyof ManagedArrays>;

/** Checked inputs of `AgentSessionOverrides`. */
export interface AgentSessionOverridesInputs extends Readonly<Policies>, ManagedArrays {}

/** Sessions still to do, with one reason each; at most 200 are named, `total` counts them all. */
export interface Pending {
  readonly total: number;
  readonly sessions: Readonly<Record<string, string>>;
}

export const nothingPending: Pending = { total: 0, sessions: {} };
export const pendingNamedMax = 200;
/** A sentence or three, of which the API may have said one. */
const reasonLengthMax = 2_000;

/** Names as many as fit, in the order given. What is stored is shown by every preview, so it is escaped here. */
export function pendingOf(
  reasons: readonly (readonly [string, string])[],
  namedMax: number,
): Pending {
  const named = reasons
    .slice(0, namedMax)
    .map(([sessionId, reason]) => [shownText(sessionId), shownText(reason, reasonLengthMax)]);
  return { total: reasons.length, sessions: Object.fromEntries(named) };
}
