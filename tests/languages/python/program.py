"""A Pulumi program on mocks, with the generated SDK. Prints what the engine would have been asked, as JSON."""

import inspect
import json
import sys

import pulumi
from pulumi.runtime import rpc


def shown(value):
    return {"secret": rpc.unwrap_rpc_secret(value)} if rpc.is_rpc_secret(value) else value


class RecordingMocks(pulumi.runtime.Mocks):
    """Answers like the provider, and keeps what it was asked."""

    def __init__(self):
        # By the name of the resource.
        self.resources = {}
        # The arguments by the token of the function.
        self.functions = {}

    def new_resource(self, args):
        inputs = {name: shown(value) for name, value in args.inputs.items()}
        self.resources[args.name] = {"type": args.typ, "inputs": inputs}
        outputs = {"agentId": "agent_1", "access": ACCESS}
        return f"{args.name}-id", {**args.inputs, **outputs}

    def call(self, args):
        self.functions[args.token] = args.args
        session = {"sessionId": "sesn_1", "status": "idle", "agentId": "agent_1", "tools": []}
        session = {**session, "mcpServers": [], "access": ACCESS}
        return {"sessions": [session]} if args.token.endswith(":listSessions") else session


ACCESS = {"bash": "always_ask"}


mocks = RecordingMocks()
pulumi.runtime.set_mocks(mocks, preview=False)

import pulumi_managed_agents as managed_agents  # noqa: E402: after the mocks are in place


def declare():
    account = managed_agents.Provider("account", api_key="key", requests_per_minute=60)
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
        expires_at="2027-12-01T18:00:00Z",
        opts=pulumi.ResourceOptions(provider=account),
    )
    managed_agents.AgentSessionOverrides(
        "no-linear",
        agent_id="agent_1",
        ownership=managed_agents.OwnershipPolicy.SHARED,
        absent=managed_agents.AbsentArgs(mcp_servers=["linear"]),
        at_most={"bash": managed_agents.AccessLevel.ALWAYS_ASK},
        statuses=[managed_agents.LiveStatus.IDLE],
    )
    live = managed_agents.get_session(session_id="sesn_1")
    found = managed_agents.list_sessions(agent_id="agent_1")
    return support, live, found


def documentation(name):
    """What an editor shows of a class of arguments: the names of its arguments, and the text about them."""
    initializer = getattr(managed_agents, name).__init__
    arguments = [argument for argument in inspect.signature(initializer).parameters if argument != "__self__"]
    return {"arguments": arguments, "text": inspect.getdoc(initializer)}


def write(outputs):
    report = {
        "resources": mocks.resources,
        "functions": mocks.functions,
        "outputs": outputs,
        "docs": {
            # On the constructor's overloads, which only editors see.
            "resources": {
                name: inspect.getsource(getattr(managed_agents, name))
                for name in ["SessionOverrides", "AgentSessionOverrides", "Provider"]
            },
            "arguments": {
                name: documentation(name)
                for name in [*dir(managed_agents), "ProviderArgs"]
                if name.endswith("Args")
            },
            "mcp_servers": inspect.getdoc(managed_agents.SessionOverrides.mcp_servers),
            "functions": {
                name: inspect.getdoc(getattr(managed_agents, name))
                for name in ["get_session", "list_sessions"]
            },
        },
    }
    json.dump(report, sys.stdout)


@pulumi.runtime.test
def run():
    support, live, found = declare()
    return pulumi.Output.all(
        support.session_id, support.agent_id, support.access, live.status, len(found.sessions)
    ).apply(write)


run()
