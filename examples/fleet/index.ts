// From now on bash asks first, in every live session of an agent: one line in a pull request, however many sessions
// there are. Shared, so that whatever else a session has, such as an MCP server of its own, stays as it is. A session that is busy too long is named and is what the next `pulumi up` does; one that was started since
// shows in `pulumi preview --refresh`.
import * as pulumi from "@pulumi/pulumi";
import { AgentSessionOverrides, agentToolset } from "pulumi-managed-agents";

const config = new pulumi.Config();

const everySession = new AgentSessionOverrides("ask-before-bash", {
  agentId: config.require("agent"),
  exclude: (config.get("leaveAlone") ?? "").split(",").filter((id) => id !== ""),
  ownership: "shared",
  tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })],
  whenBusy: "waitThenInterrupt",
});

export const access = everySession.access;
export const sessions = everySession.sessionCount;
export const leftToDo = everySession.pending.total;
