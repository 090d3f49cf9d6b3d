import * as pulumi from "@pulumi/pulumi";
import { refuseEarlyDeletion } from "./refused-options";

/** Settings of one account. Each one left out is taken from the environment, never from the stack's config. */
export interface ProviderArgs {
  /** API key, sent as `x-api-key`; excludes `authToken` and federation. Marked as a secret by this class. */
  readonly apiKey?: pulumi.Input<string>;
  /** OAuth or workload identity token, sent as a bearer token; excludes `apiKey` and federation. Marked as a secret by this class. */
  readonly authToken?: pulumi.Input<string>;
  /** Federation rule by which an identity token is exchanged, so that no key is stored. Default: `ANTHROPIC_FEDERATION_RULE_ID`. */
  readonly federationRuleId?: pulumi.Input<string>;
  /** With federation: the organisation of the rule. Default: `ANTHROPIC_ORGANIZATION_ID`. */
  readonly organizationId?: pulumi.Input<string>;
  /** With federation: whom to act as. Default: `ANTHROPIC_SERVICE_ACCOUNT_ID`. */
  readonly serviceAccountId?: pulumi.Input<string>;
  /** With federation: the file with the identity token, read anew each time. Default: `ANTHROPIC_IDENTITY_TOKEN_FILE`. */
  readonly identityTokenFile?: pulumi.Input<string>;
  /** Where the API is. Default: `ANTHROPIC_BASE_URL`, then https://api.anthropic.com. */
  readonly baseUrl?: pulumi.Input<string>;
  /** Lets `baseUrl` be plain http to other hosts than this one. Default: false. */
  readonly allowInsecureHttp?: pulumi.Input<boolean>;
  /** For credentials and federation rules that have several workspaces. Default: none; with federation `ANTHROPIC_WORKSPACE_ID`. */
  readonly workspaceId?: pulumi.Input<string>;
  /** At most so many requests a minute, for reads and for writes each. Default: none, the pace finds the limit. */
  readonly requestsPerMinute?: pulumi.Input<number>;
  /** Requests under way at a time. Default: 16. */
  readonly requestsInFlight?: pulumi.Input<number>;
}

/**
 * A second account in one program: pass it as `{ provider }` to the resources that belong to it. Without one, the
 * stack's config `managed-agents:*` and then the environment hold.
 *
 * @example
 * const second = new Provider("second", { apiKey: config.requireSecret("secondApiKey") });
 * new SessionOverrides("there", { sessionId: "sesn_011abc", tools: [] }, { provider: second });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    refuseEarlyDeletion("Provider", name, opts);
    super("pulumi-nodejs", name, settingsOf(args), opts);
  }
}

/** The settings under the keys that a stack's config has, which is where the provider looks for them. */
function settingsOf(args: ProviderArgs): pulumi.Inputs {
  const { apiKey, authToken, baseUrl, workspaceId } = args;
  const { federationRuleId, organizationId, serviceAccountId, identityTokenFile } = args;
  const { allowInsecureHttp, requestsPerMinute, requestsInFlight } = args;
  const text = (setting: pulumi.Input<boolean | number> | undefined) =>
    setting === undefined ? undefined : pulumi.output(setting).apply(String);
  return {
    "managed-agents:apiKey": apiKey && pulumi.secret(apiKey),
    "managed-agents:authToken": authToken && pulumi.secret(authToken),
    "managed-agents:federationRuleId": federationRuleId,
    "managed-agents:organizationId": organizationId,
    "managed-agents:serviceAccountId": serviceAccountId,
    "managed-agents:identityTokenFile": identityTokenFile,
    "managed-agents:baseUrl": baseUrl,
    "managed-agents:allowInsecureHttp": text(allowInsecureHttp),
    "managed-agents:workspaceId": workspaceId,
    "managed-agents:requestsPerMinute": text(requestsPerMinute),
    "managed-agents:requestsInFlight": text(requestsInFlight),
  };
}
