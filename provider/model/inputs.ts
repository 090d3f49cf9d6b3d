import * as z from "zod";
import { atMostSchema } from "./ceiling";
import { instantSchema } from "./instant";
import { anyMcpServerSchema, type McpServer } from "./mcp-servers";
import {
  busyPolicies,
  type DeletePolicy,
  defaultInterruptAfterSeconds,
  defaultWaitTimeoutSeconds,
  deletePolicies,
  ownershipPolicies,
  waitTimeoutSecondsMax,
} from "./policies";
import { type Tool, toolSchema } from "./tools";

/** Characters that ids of this API are made of; a slash or a lone dot would climb out of the path. */
const sessionIdPattern = /^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,256}$/;

export const toolsMax = 256;
export const toolsWarnAbove = 128;
export const mcpServersMax = 20;
const resumeMessageMax = 10_000;

export const absentSchema = z
  .strictObject({
    tools: z
      .array(z.string().min(1))
      .nullish()
      .describe(
        "Keys of tools: `agent_toolset_20260401`, `mcp:<server name>` for an MCP toolset, `custom:<name>`.",
      ),
    mcpServers: z.array(z.string().min(1)).nullish().describe("Names of MCP servers."),
  })
  .describe(
    "With `shared` only: what must not be on the session, whoever put it there; reappearing is drift. Taking out a server takes out its toolset, and the other way round.",
  );

/** What must not be there; both members may be left out. */
export type Absent = z.infer<typeof absentSchema>;

export const sessionIdSchema = z
  .string()
  .regex(
    sessionIdPattern,
    "must be a session's id such as sesn_011abc: letters, digits, _ . ~ - only, and not empty",
  );

/** The arrays, and whom their entries belong to. */
export const arraysShape = {
  tools: z
    .array(toolSchema)
    .max(toolsMax)
    .nullish()
    .describe(
      "The session's tools: agent toolset, MCP toolsets, custom tools; at most 256, a warning above 128 (API §4.2). Left out: not managed, left alone. `[]`: none.",
    ),
  mcpServers: z
    .array(anyMcpServerSchema)
    .max(mcpServersMax)
    .nullish()
    .describe(
      "The session's MCP servers, at most 20 (API §4.2). Left out: not managed, left alone. `[]`: none.",
    ),
  ownership: z
    .enum(ownershipPolicies)
    .default("exclusive")
    .describe(
      "`exclusive`: the declared arrays are exactly what the session has. `shared`: the declared entries are yours, all others keep their place and every byte, and entries you drop are removed.",
    ),
  absent: absentSchema.nullish(),
  atMost: atMostSchema.nullish(),
};

/** How to treat a session that is busy when it is to be changed. */
export const busyShape = {
  whenBusy: z
    .enum(busyPolicies)
    .default("wait")
    .describe(
      "What an update or delete does when the session is running or rescheduling: `wait` for idle, `interrupt` at once and wait, `waitThenInterrupt` after `interruptAfterSeconds`, or `fail`.",
    ),
  waitTimeoutSeconds: z
    .number()
    .positive()
    .max(waitTimeoutSecondsMax)
    .default(defaultWaitTimeoutSeconds)
    .describe("How long to wait for idle before giving up, in seconds, at most 86400."),
  interruptAfterSeconds: z
    .number()
    .nonnegative()
    .max(waitTimeoutSecondsMax)
    .default(defaultInterruptAfterSeconds)
    .describe(
      "With `waitThenInterrupt`: how long to wait before the interrupt, in seconds; less than `waitTimeoutSeconds`.",
    ),
  resumeMessage: z
    .string()
    .min(1)
    .max(resumeMessageMax)
    .nullish()
    .describe(
      "Sent once as a user message after an update that interrupted the session, so that its work goes on; 1–10000 characters. Left out: none is sent.",
    ),
};

/** The one description of what a user may write in `SessionOverrides`; everything else is derived from it. */
export const sessionOverridesSchema = z.strictObject({
  sessionId: sessionIdSchema.describe(
    "The session whose tools are declared. Another id replaces the resource.",
  ),
  ...arraysShape,
  ...busyShape,
  expiresAt: instantSchema
    .nullish()
    .describe(
      "When the grant ends, RFC 3339 with an offset. The first deployment after it puts back what `restore` would, and from then on the resource holds nothing and is no drift, until the moment is moved. Left out: never.",
    ),
  onDelete: z
    .enum(deletePolicies)
    .optional()
    .describe(
      "What removing the resource does to the session: `archive` (irreversible, history kept), `delete` (irreversible, everything gone), `retain` (no request), `restore` (puts back what this resource changed). Left out: `archive` under `exclusive`, `restore` under `shared`. A replacement ends no session.",
    ),
});

/** The arrays a resource manages; a member left out is not managed. */
export interface ManagedArrays {
  readonly tools?: readonly Tool[] | null | undefined;
  readonly mcpServers?: readonly McpServer[] | null | undefined;
}

type Policies = Omit<z.output<typeof sessionOverridesSchema>, keyof ManagedArrays | "onDelete">;

/** Checked inputs: what the user wrote, with the defaults of the policies filled in. */
export interface SessionOverridesInputs extends Readonly<Policies>, ManagedArrays {
  readonly onDelete: DeletePolicy;
}
