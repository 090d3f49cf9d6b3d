import com.google.gson.GsonBuilder;
import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.managedagents.AgentSessionOverrides;
import com.pulumi.managedagents.AgentSessionOverridesArgs;
import com.pulumi.managedagents.ManagedagentsFunctions;
import com.pulumi.managedagents.Provider;
import com.pulumi.managedagents.ProviderArgs;
import com.pulumi.managedagents.SessionOverrides;
import com.pulumi.managedagents.SessionOverridesArgs;
import com.pulumi.managedagents.enums.AccessLevel;
import com.pulumi.managedagents.enums.BusyPolicy;
import com.pulumi.managedagents.enums.LiveStatus;
import com.pulumi.managedagents.enums.OwnershipPolicy;
import com.pulumi.managedagents.enums.PlainToolName;
import com.pulumi.managedagents.inputs.AbsentArgs;
import com.pulumi.managedagents.inputs.AgentToolsetArgs;
import com.pulumi.managedagents.inputs.GetSessionArgs;
import com.pulumi.managedagents.inputs.ListSessionsArgs;
import com.pulumi.managedagents.inputs.McpServerArgs;
import com.pulumi.managedagents.inputs.McpToolsetArgs;
import com.pulumi.managedagents.inputs.PermissionPolicyArgs;
import com.pulumi.managedagents.inputs.PlainToolConfigArgs;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.test.Mocks;
import com.pulumi.test.PulumiTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A Pulumi program on mocks, with the generated SDK. Prints what the engine would have been asked, as JSON. */
public final class Program {
    private static final Map<String, Object> ACCESS = Map.of("bash", "always_ask");

    /** Answers like the provider, and keeps what it was asked. */
    private static final class RecordingMocks implements Mocks {
        /** By the name of the resource. */
        final Map<String, Object> resources = new TreeMap<>();
        /** By the token of the function. */
        final Map<String, Object> functions = new TreeMap<>();

        @Override
        public synchronized CompletableFuture<ResourceResult> newResourceAsync(ResourceArgs args) {
            resources.put(args.name, Map.of("type", args.type, "inputs", args.inputs));
            Map<String, Object> outputs = new HashMap<>(args.inputs);
            outputs.put("agentId", "agent_1");
            outputs.put("access", ACCESS);
            return CompletableFuture.completedFuture(
                    ResourceResult.of(Optional.of(args.name + "-id"), outputs));
        }

        @Override
        public synchronized CompletableFuture<Map<String, Object>> callAsync(CallArgs args) {
            functions.put(args.token, args.args);
            Map<String, Object> session = Map.of(
                    "sessionId", "sesn_1", "status", "idle", "agentId", "agent_1",
                    "tools", List.of(), "mcpServers", List.of(), "access", ACCESS);
            boolean isList = args.token.endsWith(":listSessions");
            return CompletableFuture.completedFuture(isList ? Map.of("sessions", List.of(session)) : session);
        }
    }

    public static void main(String[] arguments) {
        RecordingMocks mocks = new RecordingMocks();
        List<Object> outputs = new ArrayList<>();
        PulumiTest.withMocks(mocks).runTest(context -> declare(outputs)).throwOnError();
        System.out.println(new GsonBuilder().create().toJson(
                Map.of("resources", mocks.resources, "functions", mocks.functions, "outputs", outputs)));
        System.exit(0);
    }

    private static void declare(List<Object> outputs) {
        var account = new Provider("account", ProviderArgs.builder()
                .apiKey("key")
                .requestsPerMinute(60)
                .build());
        var support = new SessionOverrides("support", SessionOverridesArgs.builder()
                .sessionId("sesn_1")
                .tools(
                        AgentToolsetArgs.builder()
                                .type("agent_toolset_20260401")
                                .configs(PlainToolConfigArgs.builder()
                                        .name(PlainToolName.Bash)
                                        .permissionPolicy(PermissionPolicyArgs.builder().type("always_ask").build())
                                        .build())
                                .build(),
                        McpToolsetArgs.builder().type("mcp_toolset").mcpServerName("linear").build())
                .mcpServers(McpServerArgs.builder()
                        .type("url")
                        .name("linear")
                        .url("https://mcp.linear.app/sse")
                        .build())
                .whenBusy(BusyPolicy.WaitThenInterrupt)
                .expiresAt("2027-12-01T18:00:00Z")
                .build(), CustomResourceOptions.builder().provider(account).build());
        new AgentSessionOverrides("no-linear", AgentSessionOverridesArgs.builder()
                .agentId("agent_1")
                .ownership(OwnershipPolicy.Shared)
                .absent(AbsentArgs.builder().mcpServers("linear").build())
                .atMost(Map.of("bash", AccessLevel.AlwaysAsk))
                .statuses(LiveStatus.Idle)
                .build());
        var live = ManagedagentsFunctions.getSession(GetSessionArgs.builder().sessionId("sesn_1").build());
        var list = ManagedagentsFunctions.listSessions(ListSessionsArgs.builder().agentId("agent_1").build());
        outputs.add(PulumiTest.extractValue(support.sessionId()));
        outputs.add(PulumiTest.extractValue(support.agentId()));
        outputs.add(PulumiTest.extractValue(support.access()));
        outputs.add(PulumiTest.extractValue(live.applyValue(session -> session.status())));
        outputs.add(PulumiTest.extractValue(list.applyValue(found -> found.sessions().size())));
    }
}
