import type { Example } from "./example";

export const sessionOverridesExample: Example = {
  title: "Ask before bash, and one MCP server",

  typescript: `
import * as managedAgents from "pulumi-managed-agents-native";

new managedAgents.SessionOverrides("support", {
    sessionId: "sesn_011abc",
    tools: [
        {
            type: "agent_toolset_20260401",
            configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }],
        },
        { type: "mcp_toolset", mcpServerName: "linear" },
    ],
    mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
});
`,

  python: `
import pulumi_managed_agents as managed_agents

managed_agents.SessionOverrides("support",
    session_id="sesn_011abc",
    tools=[
        managed_agents.AgentToolsetArgs(
            type="agent_toolset_20260401",
            configs=[managed_agents.PlainToolConfigArgs(
                name="bash",
                permission_policy=managed_agents.PermissionPolicyArgs(type="always_ask"),
            )],
        ),
        managed_agents.McpToolsetArgs(type="mcp_toolset", mcp_server_name="linear"),
    ],
    mcp_servers=[managed_agents.McpServerArgs(
        type="url",
        name="linear",
        url="https://mcp.linear.app/sse",
    )])
`,

  go: `
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-managed-agents/sdk/go/managedagents"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := managedagents.NewSessionOverrides(ctx, "support", &managedagents.SessionOverridesArgs{
			SessionId: pulumi.String("sesn_011abc"),
			Tools: pulumi.Array{
				&managedagents.AgentToolsetArgs{
					Type: pulumi.String("agent_toolset_20260401"),
					Configs: pulumi.Array{
						&managedagents.PlainToolConfigArgs{
							Name: managedagents.PlainToolNameBash,
							PermissionPolicy: &managedagents.PermissionPolicyArgs{
								Type: pulumi.String("always_ask"),
							},
						},
					},
				},
				&managedagents.McpToolsetArgs{
					Type:          pulumi.String("mcp_toolset"),
					McpServerName: pulumi.String("linear"),
				},
			},
			McpServers: managedagents.McpServerArray{
				&managedagents.McpServerArgs{
					Type: pulumi.String("url"),
					Name: pulumi.String("linear"),
					Url:  pulumi.String("https://mcp.linear.app/sse"),
				},
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
    new SessionOverrides("support", new SessionOverridesArgs
    {
        SessionId = "sesn_011abc",
        Tools = new object[]
        {
            new AgentToolsetArgs
            {
                Type = "agent_toolset_20260401",
                Configs = new object[]
                {
                    new PlainToolConfigArgs
                    {
                        Name = PlainToolName.Bash,
                        PermissionPolicy = new PermissionPolicyArgs { Type = "always_ask" },
                    },
                },
            },
            new McpToolsetArgs { Type = "mcp_toolset", McpServerName = "linear" },
        },
        McpServers = new[]
        {
            new McpServerArgs { Type = "url", Name = "linear", Url = "https://mcp.linear.app/sse" },
        },
    });
});
`,

  java: `
import com.pulumi.Pulumi;
import com.pulumi.managedagents.SessionOverrides;
import com.pulumi.managedagents.SessionOverridesArgs;
import com.pulumi.managedagents.enums.PlainToolName;
import com.pulumi.managedagents.inputs.AgentToolsetArgs;
import com.pulumi.managedagents.inputs.McpServerArgs;
import com.pulumi.managedagents.inputs.McpToolsetArgs;
import com.pulumi.managedagents.inputs.PermissionPolicyArgs;
import com.pulumi.managedagents.inputs.PlainToolConfigArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            new SessionOverrides("support", SessionOverridesArgs.builder()
                .sessionId("sesn_011abc")
                .tools(
                    AgentToolsetArgs.builder()
                        .type("agent_toolset_20260401")
                        .configs(PlainToolConfigArgs.builder()
                            .name(PlainToolName.Bash)
                            .permissionPolicy(PermissionPolicyArgs.builder()
                                .type("always_ask")
                                .build())
                            .build())
                        .build(),
                    McpToolsetArgs.builder()
                        .type("mcp_toolset")
                        .mcpServerName("linear")
                        .build())
                .mcpServers(McpServerArgs.builder()
                    .type("url")
                    .name("linear")
                    .url("https://mcp.linear.app/sse")
                    .build())
                .build());
        });
    }
}
`,

  yaml: `
resources:
  support:
    type: managed-agents:SessionOverrides
    properties:
      sessionId: sesn_011abc
      tools:
        - type: agent_toolset_20260401
          configs:
            - name: bash
              permissionPolicy:
                type: always_ask
        - type: mcp_toolset
          mcpServerName: linear
      mcpServers:
        - type: url
          name: linear
          url: https://mcp.linear.app/sse
`,
};
