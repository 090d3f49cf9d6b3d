import * as z from "zod";
import { likelySpellings, settingMeant } from "./check/setting-names";
import { chooseCredential, statedWays } from "./credentials/choose-credential";
import type { Credential } from "./credentials/credential";
import {
  configurationError,
  credentialText,
  federationIds,
  type Settings,
  variableOf,
} from "./credentials/environment";
import type { ReadProfile } from "./credentials/profile";
import type { ProviderError } from "./errors";
import { type HttpProxy, proxyTo } from "./proxy";

/**
 * Which API is called, and with which credential. Stack config comes before the environment; the environment is
 * handed in by the host. Nothing here makes a request, and no message holds a value that was configured.
 */

export const namespace = "managed-agents";
const defaultBaseUrl = "https://api.anthropic.com";

/** One account on one API. */
export interface Endpoint {
  /** Origin and, behind a gateway, a path prefix; the paths of the API (`/v1/…`) are appended to it. */
  readonly baseUrl: URL;
  readonly credential: Credential;
  /** Only for credentials that can act on several workspaces (API §1.1). */
  readonly workspaceId?: string;
  /** The way there, where the environment names one. */
  readonly proxy?: HttpProxy;
  /** How fast the API may be asked; each member left out has its default (API §6.1). */
  readonly pace: { readonly requestsPerMinute?: number; readonly requestsInFlight?: number };
}

/** A whole number from 1 on, written as text, as every setting is; the SDK for Java writes 60 as `60.0`. */
const count = (max: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}(\.0)?$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .refine((value) => value <= max, `must be a whole number from 1 to ${max}`)
    .optional();

const stackConfigSchema = z.object({
  apiKey: credentialText.optional(),
  authToken: credentialText.optional(),
  federationRuleId: federationIds.ruleId.optional(),
  organizationId: federationIds.organizationId.optional(),
  serviceAccountId: federationIds.serviceAccountId.optional(),
  identityTokenFile: z.string().min(1, "must be the path of a file").optional(),
  baseUrl: z.string().optional(),
  allowInsecureHttp: z.enum(["true", "false"], 'must be "true" or "false"').optional(),
  workspaceId: federationIds.workspaceId.optional(),
  /** At most, for reads and for writes each; without it the pace finds the API's limit (API §6.1). */
  requestsPerMinute: count(60_000),
  requestsInFlight: count(256),
  /** Whether previews of `AgentSessionOverrides` count the sessions that would change; the native plugin only. */
  previewLooks: z.enum(["true", "false"], 'must be "true" or "false"').optional(),
  /** Only the native plugin can: the dynamic host knows no such thing, and takes the setting without one. */
  refreshBeforeUpdate: z.enum(["true", "false"], 'must be "true" or "false"').optional(),
});
type StackConfig = z.infer<typeof stackConfigSchema>;

const settingNames = Object.keys(stackConfigSchema.shape);

/** Every key that may stand in a stack's config, with the namespace. */
export const settingKeys: readonly string[] = settingNames.map((name) => `${namespace}:${name}`);

/**
 * The settings that a stack's config has, from a reader that gives one key at a time; likely misspellings among them, so
 * that they are found.
 */
export function settingsFrom(getSetting: (key: string) => string | undefined): Settings {
  const asked = [
    ...settingKeys,
    ...likelySpellings(settingNames).map((name) => `${namespace}:${name}`),
  ];
  return Object.fromEntries(asked.map((key) => [key, getSetting(key)]));
}

/** Scheme, host, port and path prefix, to which paths are appended; a base URL holds nothing else. */
export function addressOf({ baseUrl }: Endpoint): string {
  return baseUrl.href.replace(/\/+$/, "");
}

/** Without a folder of profiles. */
const noProfile: ReadProfile = () => undefined;

/**
 * The endpoint that a stack's config (keys with their namespace, `managed-agents:apiKey`) and the environment name.
 *
 * Credential: in the order of `chooseCredential`. Base URL: `managed-agents:baseUrl`, then `ANTHROPIC_BASE_URL`, then
 * the profile's, then https://api.anthropic.com. An empty variable of the environment counts as not set; an empty
 * stack setting is an error, because falling back would reach another account than the one that was meant.
 *
 * @throws ProviderError of kind `configuration` naming the setting, never its value.
 */
export function resolveEndpoint(
  stackConfig: Settings,
  environment: Settings,
  readProfile: ReadProfile = noProfile,
): Endpoint {
  const stack = parseStackConfig(stackConfig);
  const chosen = chooseCredential(stack, namespace, environment, readProfile);
  const { credential, workspaceId } = chosen;
  const baseUrl = chooseBaseUrl(stack, environment, chosen.baseUrl);
  refuseClearText(credential, baseUrl);
  const proxy = proxyTo(baseUrl, environment);
  return {
    baseUrl,
    credential,
    ...(proxy === undefined ? {} : { proxy }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
    pace: paceOf(stack),
  };
}

/** What a token is got with never goes over plain http, whatever is allowed for the rest (API §10.2); the official code takes these three names of this machine. */
function refuseClearText({ kind }: Credential, { protocol, hostname }: URL): void {
  const isClear = protocol === "http:" && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  if (isClear && (kind === "federation" || kind === "login")) {
    throw configurationError(
      "Tokens are exchanged over https only, and the base URL is plain http of another machine. Use https, or a key. No request was made.",
    );
  }
}

function paceOf({ requestsPerMinute, requestsInFlight }: StackConfig): Endpoint["pace"] {
  return {
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(requestsInFlight === undefined ? {} : { requestsInFlight }),
  };
}

/**
 * Judges what the settings say, without asking for the ones that are missing: a preview needs none, and one that is
 * wrong should not wait for the deployment to be found.
 *
 * @throws ProviderError of kind `configuration` naming the setting, never its value.
 */
export function checkSettings(stackConfig: Settings): void {
  const stack = parseStackConfig(stackConfig);
  if (stack.baseUrl !== undefined) {
    chooseBaseUrl(stack, {}, undefined);
  }
}

/** A key that is nearly a setting was meant to be one. */
function refuseMisspelt(stackConfig: Settings): void {
  for (const [key, value] of Object.entries(stackConfig)) {
    const [space, name = ""] = key.split(":");
    const meant = space === namespace ? settingMeant(name, settingNames) : undefined;
    if (value !== undefined && meant !== undefined) {
      throw configurationError(
        `${key} is no setting of this provider; did you mean ${namespace}:${meant}? It was not used. Set that one, and take this one out: pulumi config rm ${key}.`,
      );
    }
  }
}

function parseStackConfig(stackConfig: Settings): StackConfig {
  refuseMisspelt(stackConfig);
  const present = settingNames
    .map((name) => [name, stackConfig[`${namespace}:${name}`]] as const)
    .filter(([, value]) => value !== undefined);
  const parsed = stackConfigSchema.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    throw problems(parsed.error, `${namespace}:`);
  }
  const ways = statedWays(parsed.data).map((name) => `${namespace}:${name}`);
  if (ways.length > 1) {
    const all = ways.length === 2 ? "Both" : "All of";
    throw configurationError(
      `${all} ${listed(ways)} are set, and a request is signed in one way. Keep one.`,
    );
  }
  return parsed.data;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function chooseBaseUrl(
  { baseUrl, allowInsecureHttp }: StackConfig,
  environment: Settings,
  ofProfile: { readonly text: string; readonly source: string } | undefined,
): URL {
  const mayBeClear = allowInsecureHttp === "true";
  if (baseUrl !== undefined) {
    return parseBaseUrl(baseUrl, `${namespace}:baseUrl`, mayBeClear);
  }
  const variable = variableOf(environment, "ANTHROPIC_BASE_URL");
  if (variable !== undefined) {
    return parseBaseUrl(variable, "ANTHROPIC_BASE_URL", mayBeClear);
  }
  return ofProfile === undefined
    ? new URL(defaultBaseUrl)
    : parseBaseUrl(ofProfile.text, `the base URL of ${ofProfile.source}`, mayBeClear);
}

function parseBaseUrl(text: string, source: string, allowInsecureHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw configurationError(
      `${source} must be an absolute http or https URL such as ${defaultBaseUrl}.`,
    );
  }
  if (url.username !== "" || url.password !== "" || /[?#]/.test(text)) {
    throw configurationError(
      `${source} must hold no user name, password, query or fragment: only scheme, host, port and path. Credentials belong in managed-agents:apiKey or managed-agents:authToken.`,
    );
  }
  // The API answers a path it does not know as it answers a session it does not know, with 404 not_found_error.
  if (/\/v1(\/sessions)?\/*$/.test(url.pathname)) {
    throw configurationError(
      `${source} must not end in ${url.pathname.replace(/\/+$/, "")}: the paths of the API, which begin with /v1, are appended to it.`,
    );
  }
  if (url.protocol === "http:" && !allowInsecureHttp && !isLoopback(url.hostname)) {
    throw configurationError(
      `${source} is a plain http URL of another machine, which would send the credential in the clear. Use https, or set managed-agents:allowInsecureHttp to "true" if the network in between is yours.`,
    );
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function problems(error: z.ZodError, prefix: string): ProviderError {
  const sentences = error.issues.map(
    (issue) => `${prefix}${issue.path.join(".")} ${issue.message}.`,
  );
  return configurationError(sentences.join(" "));
}
