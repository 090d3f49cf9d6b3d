// Sessions of two accounts under one rule. The first account is that of the stack's config or of the environment;
// the second has a Provider of its own, which takes nothing from the stack's managed-agents:* settings.
import * as pulumi from "@pulumi/pulumi";
import { agentToolset, Provider, SessionOverrides } from "pulumi-managed-agents";

const config = new pulumi.Config();
const sales = new Provider("sales", {
  apiKey: config.requireSecret("salesApiKey"),
  baseUrl: config.get("salesBaseUrl") ?? "https://api.anthropic.com",
});

const noWeb = agentToolset({
  configs: [
    { name: "web_fetch", enabled: false },
    { name: "web_search", enabled: false },
  ],
});

const research = new SessionOverrides("research", {
  sessionId: config.require("researchSession"),
  tools: [noWeb],
  mcpServers: [],
  onDelete: "restore",
});

const inSales = new SessionOverrides(
  "sales",
  {
    sessionId: config.require("salesSession"),
    tools: [noWeb],
    mcpServers: [],
    onDelete: "restore",
  },
  { provider: sales },
);

export const agents = [research.agentId, inSales.agentId];
