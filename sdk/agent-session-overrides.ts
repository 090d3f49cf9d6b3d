import * as pulumi from "@pulumi/pulumi";
import {
  AgentSessionOverridesOutputs,
  agentNativeType,
  agentDynamicType as type,
} from "./agent-session-overrides-outputs";
import type { AgentSessionOverridesArgs } from "./args";
import { dynamicInputs } from "./dynamic-inputs";
import { isOfType } from "./resource-type";

const kind = "AgentSessionOverrides";

/**
 * The tools, MCP servers and permission policies of every live session of an agent, declared once: not archived, not
 * terminated, and within the filters. Create and update list the sessions and write only to those that differ; one
 * that fails or stays busy holds up no other, is named, and is what the next deployment does. A session started since
 * shows up as something to do after a refresh. Deleting the resource leaves the sessions alone unless `onDelete` says
 * otherwise.
 *
 * @example
 * new AgentSessionOverrides("no-linear", {
 *   agentId: "agent_011abc",
 *   ownership: "shared",
 *   absent: { mcpServers: ["linear"] },
 * });
 */
export class AgentSessionOverrides extends AgentSessionOverridesOutputs {
  /** True for instances of this class, from whatever copy of this package. */
  static override isInstance(value: unknown): value is AgentSessionOverrides {
    return isOfType(value, type);
  }

  constructor(
    name: string,
    args: AgentSessionOverridesArgs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(
      type,
      name,
      {
        ...args,
        // Where the resource exists, check puts what is known in the place of this.
        pending: pulumi.runtime.isDryRun() ? pulumi.runtime.unknownValue : undefined,
        sessionCount: undefined,
        ...dynamicInputs(kind, type, name, args, opts),
      },
      pulumi.mergeOptions(opts, { aliases: [{ type: agentNativeType }] }),
    );
  }
}
