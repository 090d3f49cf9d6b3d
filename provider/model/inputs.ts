import { z } from "zod";
import { type McpServer, mcpServerSchema } from "./mcp-servers";
import {
  busyPolicies,
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

/** The one description of what a user may write in `SessionOverrides`; everything else is derived from it. */
export const sessionOverridesSchema = z.strictObject({
  sessionId: z
    .string()
    .regex(
      sessionIdPattern,
      "must be a session's id such as sesn_011abc: letters, digits, _ . ~ - only, and not empty",
    )
    .describe("The session whose tools are declared. Another id replaces the resource."),
  tools: z
    .array(toolSchema)
    .max(toolsMax)
    .nullish()
    .describe(
      "The session's tools: agent toolset, MCP toolsets, custom tools; at most 256, a warning above 128 (API §4.2). Left out: not managed, left alone. `[]`: none.",
    ),
  mcpServers: z
    .array(mcpServerSchema)
    .max(mcpServersMax)
    .nullish()
    .describe(
      "The session's MCP servers, at most 20 (API §4.2). Left out: not managed, left alone. `[]`: none.",
    ),
  ownership: z
    .enum(ownershipPolicies)
    .default("exclusive")
    .describe("`exclusive`: the declared arrays are exactly what the session has."),
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
  onDelete: z
    .enum(deletePolicies)
    .default("archive")
    .describe(
      "What deleting the resource does to the session: `archive` (irreversible, history kept), `delete` (irreversible, everything gone), `retain` (no request).",
    ),
});

/** The arrays a resource manages; a member left out is not managed. */
export interface ManagedArrays {
  readonly tools?: readonly Tool[] | null | undefined;
  readonly mcpServers?: readonly McpServer[] | null | undefined;
}

type Policies = Omit<z.output<typeof sessionOverridesSchema>, keyof ManagedArrays>;

/** Checked inputs: what the user wrote, with the defaults of the policies filled in. */
export interface SessionOverridesInputs extends Readonly<Policies>, ManagedArrays {}
