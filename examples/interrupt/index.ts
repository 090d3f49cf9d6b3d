// A session that works for hours must not keep a change of its rights waiting. The update waits for half a
// minute, interrupts, writes, and sends one message so that the work goes on.
import * as pulumi from "@pulumi/pulumi";
import { agentToolset, SessionOverrides } from "pulumi-managed-agents";

const config = new pulumi.Config();

const worker = new SessionOverrides(
  "worker",
  {
    sessionId: config.require("session"),
    tools: [
      agentToolset({
        defaultConfig: { permissionPolicy: { type: "always_ask" } },
        configs: [
          { name: "read", permissionPolicy: { type: "always_allow" } },
          { name: "web_fetch", allowedDomains: ["docs.example.com"] },
          { name: "web_search", enabled: false },
        ],
      }),
    ],
    mcpServers: [],
    whenBusy: "waitThenInterrupt",
    interruptAfterSeconds: config.getNumber("interruptAfterSeconds") ?? 30,
    waitTimeoutSeconds: 300,
    resumeMessage:
      "Your tools were changed by a deployment, which interrupted you. Please go on with what you were doing.",
    // Destroy ends the session for good, after waiting in the same way. Its history is kept.
    onDelete: "archive",
  },
  // The engine's own bound holds as well: the smaller of the two ends the wait.
  { customTimeouts: { update: "4m" } },
);

export const agentId = worker.agentId;
export const archivedAt = worker.archivedAt;
