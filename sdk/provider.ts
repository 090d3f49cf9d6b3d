import * as pulumi from "@pulumi/pulumi";
import { refuseEarlyDeletion } from "./refused-options";

/** Settings of one account. Each one left out is taken from the environment, never from the stack's config. */
export interface ProviderArgs {
  /** API key, sent as `x-api-key`; excludes `authToken`. Marked as a secret by this class. */
  readonly apiKey?: pulumi.Input<string>;
  /** OAuth or workload identity token, sent as a bearer token; excludes `apiKey`. Marked as a secret by this class. */
  readonly authToken?: pulumi.Input<string>;
  /** Where the API is. Default: `ANTHROPIC_BASE_URL`, then https://api.anthropic.com. */
  readonly baseUrl?: pulumi.Input<string>;
  /** Lets `baseUrl` be plain http to other hosts than this one. Default: false. */
  readonly allowInsecureHttp?: pulumi.Input<boolean>;
  /** For credentials that can act on several workspaces. Default: none. */
  readonly workspaceId?: pulumi.Input<string>;
  /** Requests a minute, for reads and for writes each. Default: 600. */
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
  const { allowInsecureHttp, requestsPerMinute, requestsInFlight } = args;
  const text = (setting: pulumi.Input<boolean | number> | undefined) =>
    setting === undefined ? undefined : pulumi.output(setting).apply(String);
  return {
    "managed-agents:apiKey": apiKey && pulumi.secret(apiKey),
    "managed-agents:authToken": authToken && pulumi.secret(authToken),
    "managed-agents:baseUrl": baseUrl,
    "managed-agents:allowInsecureHttp": text(allowInsecureHttp),
    "managed-agents:workspaceId": workspaceId,
    "managed-agents:requestsPerMinute": text(requestsPerMinute),
    "managed-agents:requestsInFlight": text(requestsInFlight),
  };
}
