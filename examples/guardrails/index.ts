// No session of this agent runs an MCP tool or bash without asking, and none deletes a repository at all, whoever
// configured it. What exceeds the ceiling is lowered in its place; nothing is loosened, nothing else is touched, and
// whoever exceeds it again shows in the next drift job.
import * as pulumi from "@pulumi/pulumi";
import { AgentSessionOverrides } from "pulumi-managed-agents";

const config = new pulumi.Config();

const guardrails = new AgentSessionOverrides("guardrails", {
  agentId: config.require("agent"),
  ownership: "shared",
  atMost: {
    "mcp:*": "always_ask",
    bash: "always_ask",
    "mcp:github/delete_repository": "disabled",
  },
});

export const sessions = guardrails.sessionCount;
