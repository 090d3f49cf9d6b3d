import type { Example } from "./example";

export const agentSessionOverridesExample: Example = {
  title: "Take a compromised MCP server out of every live session",

  typescript: `
import * as managedAgents from "pulumi-managed-agents-native";

new managedAgents.AgentSessionOverrides("no-linear", {
    agentId: "agent_011abc",
    ownership: "shared",
    absent: { mcpServers: ["linear"] },
});
`,

  python: `
import pulumi_managed_agents as managed_agents

managed_agents.AgentSessionOverrides("no-linear",
    agent_id="agent_011abc",
    ownership="shared",
    absent=managed_agents.AbsentArgs(mcp_servers=["linear"]))
`,

  go: `
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-managed-agents/sdk/go/managedagents"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := managedagents.NewAgentSessionOverrides(ctx, "no-linear", &managedagents.AgentSessionOverridesArgs{
			AgentId:   pulumi.String("agent_011abc"),
			Ownership: managedagents.OwnershipPolicyShared,
			Absent: &managedagents.AbsentArgs{
				McpServers: pulumi.ToStringArray([]string{"linear"}),
			},
		})
		return err
	})
}
`,

  csharp: `
using Pulumi;
using Pulumi.ManagedAgents;
using Pulumi.ManagedAgents.Inputs;

return await Deployment.RunAsync(() =>
{
    new AgentSessionOverrides("no-linear", new AgentSessionOverridesArgs
    {
        AgentId = "agent_011abc",
        Ownership = OwnershipPolicy.Shared,
        Absent = new AbsentArgs { McpServers = new[] { "linear" } },
    });
});
`,

  java: `
import com.pulumi.Pulumi;
import com.pulumi.managedagents.AgentSessionOverrides;
import com.pulumi.managedagents.AgentSessionOverridesArgs;
import com.pulumi.managedagents.enums.OwnershipPolicy;
import com.pulumi.managedagents.inputs.AbsentArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            new AgentSessionOverrides("no-linear", AgentSessionOverridesArgs.builder()
                .agentId("agent_011abc")
                .ownership(OwnershipPolicy.Shared)
                .absent(AbsentArgs.builder()
                    .mcpServers("linear")
                    .build())
                .build());
        });
    }
}
`,

  yaml: `
resources:
  no-linear:
    type: managed-agents:AgentSessionOverrides
    properties:
      agentId: agent_011abc
      ownership: shared
      absent:
        mcpServers: [linear]
`,
};
