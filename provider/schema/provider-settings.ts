import type { PropertySpecs, ProviderSpec } from "./pulumi-schema";

/**
 * The settings of one account, as `provider/config.ts` reads them.
 *
 * None has a default from the environment (`defaultInfo`): an SDK would read the variable where the program runs and
 * put it into the provider's inputs, and so the key into the state. The provider reads the environment itself, when
 * it is needed, so that a rotated key is seen at once; the descriptions name the variables.
 */
export const settings: PropertySpecs = {
  apiKey: {
    type: "string",
    description:
      "API key, sent as `x-api-key`; excludes `authToken` and federation. Default: `ANTHROPIC_API_KEY` of the environment, read by the provider when a request is made and never stored. A preview needs none.",
    secret: true,
  },
  authToken: {
    type: "string",
    description:
      "OAuth or workload identity token, sent as a bearer token; excludes `apiKey` and federation. Default: `ANTHROPIC_AUTH_TOKEN` of the environment, where `ANTHROPIC_API_KEY` is not set.",
    secret: true,
  },
  federationRuleId: {
    type: "string",
    description:
      "Federation rule (`fdrl_…`) by which an identity token is exchanged for access tokens, so that no key is stored; excludes `apiKey` and `authToken`. Default: `ANTHROPIC_FEDERATION_RULE_ID` of the environment, where nothing before it is set (API §10.1).",
  },
  organizationId: {
    type: "string",
    description:
      "With federation: the organisation that the rule belongs to. Default: `ANTHROPIC_ORGANIZATION_ID`.",
  },
  serviceAccountId: {
    type: "string",
    description:
      "With federation: the service account (`svac_…`) to act as. Default: `ANTHROPIC_SERVICE_ACCOUNT_ID`.",
  },
  identityTokenFile: {
    type: "string",
    description:
      "With federation: the file with the identity token, read anew for each exchange. Default: `ANTHROPIC_IDENTITY_TOKEN_FILE`, then the token in `ANTHROPIC_IDENTITY_TOKEN`.",
  },
  baseUrl: {
    type: "string",
    description:
      "Where the API is: origin and, behind a gateway, a path prefix. Default: `ANTHROPIC_BASE_URL` of the environment, then https://api.anthropic.com.",
  },
  allowInsecureHttp: {
    type: "boolean",
    description: "Lets `baseUrl` be plain http to other hosts than this one. Default: false.",
  },
  workspaceId: {
    type: "string",
    description:
      "Id of the workspace, for credentials that can act on several (API §1.1) and for federation rules that have several (API §10.2). Default: none; with federation `ANTHROPIC_WORKSPACE_ID`.",
  },
  requestsPerMinute: {
    type: "integer",
    description:
      "How many requests a minute are sent at most, reads and writes each, by everything that uses this account in the process (API §6.1); 1 to 60000. Default: none, the pace finds the API's own limit.",
  },
  requestsInFlight: {
    type: "integer",
    description: "How many requests are under way at a time at most, 1 to 256. Default: 16.",
  },
  previewLooks: {
    type: "boolean",
    description:
      "Whether the preview of an `AgentSessionOverrides` counts the sessions that would change: one request per fifty sessions. Default: true.",
  },
  refreshBeforeUpdate: {
    type: "boolean",
    description:
      "Whether every preview and update looks at the session first, so that drift shows without a flag: one request per resource. Default: true. Turned off, it takes effect for a resource with its next update or refresh.",
  },
};

export const providerSpec: ProviderSpec = {
  description:
    "One account on the Claude Managed Agents API. Settings that are left out come from the stack's config `managed-agents:*` for the default provider, and then from the environment.",
  inputProperties: settings,
};
