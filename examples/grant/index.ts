// Until this evening, this session may use bash without asking. The first `pulumi up` after that moment, for example a
// pipeline's hourly one, puts back what the session had; until that run the grant holds.
import * as pulumi from "@pulumi/pulumi";
import { agentToolset, SessionOverrides } from "pulumi-managed-agents";

const config = new pulumi.Config();

const grant = new SessionOverrides("bash-tonight", {
  sessionId: config.require("session"),
  ownership: "shared",
  tools: [
    agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_allow" } }] }),
  ],
  expiresAt: config.require("until"),
});

export const access = grant.access;
export const expired = grant.expired;
