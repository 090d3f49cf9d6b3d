// What these live sessions may do: every built-in tool, bash only after a person said yes, and one
// MCP server whose tools ask as well.
import * as pulumi from "@pulumi/pulumi";
import {
  type Access,
  agentToolset,
  type BusyPolicy,
  type DeletePolicy,
  mcpServer,
  mcpToolset,
  SessionOverrides,
} from "pulumi-managed-agents";

const config = new pulumi.Config();
const bash = config.get("bash") ?? "always_ask";
const whenBusy = config.get<BusyPolicy>("whenBusy") ?? "waitThenInterrupt";
const interruptAfterSeconds = config.getNumber("interruptAfterSeconds") ?? 60;
const onDelete = config.get<DeletePolicy>("onDelete") ?? "restore";

const sessions = config
  .require("sessions")
  .split(",")
  .map(
    (sessionId) =>
      new SessionOverrides(sessionId, {
        sessionId,
        tools: [
          agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: bash } }] }),
          mcpToolset("linear"),
        ],
        mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
        whenBusy,
        interruptAfterSeconds,
        onDelete,
      }),
  );

/** What each session may do, by its id: known in previews, for people and for policies. */
export const access = pulumi
  .all(sessions.map((session) => pulumi.all([session.sessionId, session.access])))
  .apply((entries): Record<string, Access> => Object.fromEntries(entries));
