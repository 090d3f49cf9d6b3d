// An MCP server is compromised. It goes out of every live session in one reviewed change, whoever put it there, and
// stays out: if somebody adds it again, the next drift job says so. Whatever else the sessions have belongs to others
// and keeps its place and every byte.
import * as pulumi from "@pulumi/pulumi";
import { SessionOverrides } from "pulumi-managed-agents";

const config = new pulumi.Config();
const compromised = config.require("compromised");

const sessions = config
  .require("sessions")
  .split(",")
  .map(
    (sessionId) =>
      new SessionOverrides(sessionId, {
        sessionId,
        ownership: "shared",
        // Its toolset goes with it: the API refuses one without the other.
        absent: { mcpServers: [compromised] },
        whenBusy: "interrupt",
        // Taking this stack down leaves the server out. "restore" would put it back.
        onDelete: "retain",
      }),
  );

export const access = sessions.map((session) => session.access);
