"""A Pulumi program on mocks, with the generated SDK. Prints what the engine would have been asked, as JSON."""

import inspect
import json
import sys

import pulumi


class RecordingMocks(pulumi.runtime.Mocks):
    """Answers like the provider, and keeps what it was asked."""

    def __init__(self):
        self.resources = []
        self.functions = []

    def new_resource(self, args):
        self.resources.append({"type": args.typ, "name": args.name, "inputs": args.inputs})
        outputs = {"agentId": "agent_1", "access": {"bash": "always_ask"}}
        return args.inputs["sessionId"], {**args.inputs, **outputs}

    def call(self, args):
        self.functions.append({"token": args.token, "arguments": args.args})
        session = {"status": "idle", "agentId": "agent_1", "tools": [], "mcpServers": []}
        return {**args.args, **session, "access": {"bash": "always_ask"}}


mocks = RecordingMocks()
pulumi.runtime.set_mocks(mocks, preview=False)

import pulumi_managed_agents as managed_agents  # noqa: E402: after the mocks are in place


def declare():
    support = managed_agents.SessionOverrides(
        "support",
        session_id="sesn_1",
        tools=[
            managed_agents.AgentToolsetArgs(
                type="agent_toolset_20260401",
                configs=[
                    managed_agents.PlainToolConfigArgs(
                        name="bash",
                        permission_policy=managed_agents.PermissionPolicyArgs(type="always_ask"),
                    )
                ],
            ),
            managed_agents.McpToolsetArgs(type="mcp_toolset", mcp_server_name="linear"),
        ],
        # Pulumi renames the keys of dictionaries where one class is meant; in `tools`, a union, it cannot.
        mcp_servers=[{"type": "url", "name": "linear", "url": "https://mcp.linear.app/sse"}],
        when_busy=managed_agents.BusyPolicy.WAIT_THEN_INTERRUPT,
    )
    live = managed_agents.get_session(session_id="sesn_1")
    return support, live


def write(outputs):
    parameters = inspect.signature(managed_agents.SessionOverridesArgs.__init__).parameters
    report = {
        "resources": mocks.resources,
        "functions": mocks.functions,
        "outputs": outputs,
        "argument_names": sorted(name for name in parameters if name != "__self__"),
        "docs": {
            # On the constructor's overloads, which only editors see.
            "class": inspect.getsource(managed_agents.SessionOverrides),
            "arguments": inspect.getdoc(managed_agents.SessionOverridesArgs.__init__),
            "mcp_servers": inspect.getdoc(managed_agents.SessionOverrides.mcp_servers),
            "get_session": inspect.getdoc(managed_agents.get_session),
        },
    }
    json.dump(report, sys.stdout)


@pulumi.runtime.test
def run():
    support, live = declare()
    outputs = pulumi.Output.all(support.id, support.agent_id, support.access, live.status)
    return outputs.apply(write)


run()
