// A Pulumi program on mocks, with the generated SDK. Prints what the engine would have been asked, as JSON.
package main

import (
	"encoding/json"
	"os"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	managedagents "pulumi-managed-agents/sdk/go/managedagents"
)

type registration struct {
	Type   string         `json:"type"`
	Inputs map[string]any `json:"inputs"`
}

// recordingMocks answer like the provider, and keep what they were asked.
type recordingMocks struct {
	mutex sync.Mutex
	// By the name of the resource.
	Resources map[string]registration `json:"resources"`
	// The arguments by the token of the function.
	Functions map[string]map[string]any `json:"functions"`
	Outputs   []any                     `json:"outputs"`
}

func (mocks *recordingMocks) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	mocks.mutex.Lock()
	defer mocks.mutex.Unlock()
	inputs := args.Inputs.MapRepl(nil, writeSecret)
	mocks.Resources[args.Name] = registration{Type: args.TypeToken, Inputs: inputs}
	outputs := args.Inputs.Copy()
	outputs["access"] = access
	if args.TypeToken == "managed-agents:index:SessionOverrides" {
		outputs["agentId"] = resource.NewStringProperty("agent_1")
	}
	return args.Name + "-id", outputs, nil
}

func (mocks *recordingMocks) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	mocks.mutex.Lock()
	defer mocks.mutex.Unlock()
	mocks.Functions[args.Token] = args.Args.Mappable()
	session := resource.NewPropertyMapFromMap(map[string]any{
		"sessionId": "sesn_1", "status": "idle", "agentId": "agent_1", "tools": []any{}, "mcpServers": []any{},
	})
	session["access"] = access
	if args.Token == "managed-agents:index:listSessions" {
		sessions := []resource.PropertyValue{resource.NewObjectProperty(session)}
		return resource.PropertyMap{"sessions": resource.NewArrayProperty(sessions)}, nil
	}
	return session, nil
}

func writeSecret(value resource.PropertyValue) (any, bool) {
	if value.IsSecret() {
		return map[string]any{"secret": value.SecretValue().Element.V}, true
	}
	return nil, false
}

var access = resource.NewObjectProperty(resource.PropertyMap{"bash": resource.NewStringProperty("always_ask")})

func main() {
	mocks := &recordingMocks{
		Resources: map[string]registration{},
		Functions: map[string]map[string]any{},
	}
	err := pulumi.RunErr(mocks.declare, pulumi.WithMocks("project", "stack", mocks))
	if err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(mocks); err != nil {
		panic(err)
	}
}

func (mocks *recordingMocks) declare(ctx *pulumi.Context) error {
	account, err := managedagents.NewProvider(ctx, "account", &managedagents.ProviderArgs{
		ApiKey:            pulumi.String("key"),
		RequestsPerMinute: pulumi.Int(60),
	})
	if err != nil {
		return err
	}
	support, err := managedagents.NewSessionOverrides(ctx, "support", &managedagents.SessionOverridesArgs{
		SessionId: pulumi.String("sesn_1"),
		Tools: pulumi.Array{
			&managedagents.AgentToolsetArgs{
				Type: pulumi.String("agent_toolset_20260401"),
				Configs: pulumi.Array{
					&managedagents.PlainToolConfigArgs{
						Name:             managedagents.PlainToolNameBash,
						PermissionPolicy: &managedagents.PermissionPolicyArgs{Type: pulumi.String("always_ask")},
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
		WhenBusy:  managedagents.BusyPolicyWaitThenInterrupt,
		ExpiresAt: pulumi.String("2027-12-01T18:00:00Z"),
	}, pulumi.Provider(account))
	if err != nil {
		return err
	}
	_, err = managedagents.NewAgentSessionOverrides(ctx, "no-linear", &managedagents.AgentSessionOverridesArgs{
		AgentId:   pulumi.String("agent_1"),
		Ownership: managedagents.OwnershipPolicyShared,
		Absent:    &managedagents.AbsentArgs{McpServers: pulumi.StringArray{pulumi.String("linear")}},
		AtMost:    managedagents.AccessLevelMap{"bash": managedagents.AccessLevelAlwaysAsk},
		Statuses:  managedagents.LiveStatusArray{managedagents.LiveStatusIdle},
	})
	if err != nil {
		return err
	}
	live, err := managedagents.GetSession(ctx, &managedagents.GetSessionArgs{SessionId: "sesn_1"})
	if err != nil {
		return err
	}
	list, err := managedagents.ListSessions(ctx, &managedagents.ListSessionsArgs{AgentId: pulumi.StringRef("agent_1")})
	if err != nil {
		return err
	}
	pulumi.All(support.SessionId, support.AgentId, support.Access).ApplyT(func(values []any) error {
		mocks.Outputs = append(values, live.Status, len(list.Sessions))
		return nil
	})
	return nil
}
