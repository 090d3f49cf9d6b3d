import * as z from "zod";
import { likelySpellings, settingMeant } from "./check/setting-names";
import { ProviderError } from "./errors";
import { type HttpProxy, proxyTo } from "./proxy";

/**
 * Which API is called, and with which credential. Stack config comes before the environment; the environment is
 * handed in by the host. Nothing here makes a request, and no message holds a value that was configured.
 */

export const namespace = "managed-agents";
const defaultBaseUrl = "https://api.anthropic.com";

/** What a request is signed with. The value shows in no JSON, inspection or message. */
export interface Credential {
  /** `apiKey` goes into `x-api-key`, `bearer` into `authorization`; never both (API §1.1). */
  readonly kind: "apiKey" | "bearer";
  readonly value: string;
  /** The setting it was read from, such as `managed-agents:apiKey`: safe to show. */
  readonly source: string;
}

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

type Settings = Readonly<Record<string, string | undefined>>;

class HiddenCredential implements Credential {
  readonly #value: string;

  constructor(
    readonly kind: Credential["kind"],
    value: string,
    readonly source: string,
  ) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  toJSON(): Credential {
    return { kind: this.kind, value: "[redacted]", source: this.source };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): Credential {
    return this.toJSON();
  }
}

/** Printable ASCII without spaces: what an HTTP header carries unchanged. */
const headerToken = /^[\x21-\x7e]+$/;
const credentialProblem =
  "must be one line of printable ASCII characters without spaces; check it for a line break, a space or quotes that came along when it was copied";
const credentialValue = z.string().regex(headerToken, credentialProblem).optional();

/** A whole number from 1 on, written as text, as every setting is; the SDK for Java writes 60 as `60.0`. */
const count = (max: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}(\.0)?$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .refine((value) => value <= max, `must be a whole number from 1 to ${max}`)
    .optional();

const stackConfigSchema = z.object({
  apiKey: credentialValue,
  authToken: credentialValue,
  baseUrl: z.string().optional(),
  allowInsecureHttp: z.enum(["true", "false"], 'must be "true" or "false"').optional(),
  workspaceId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, "must be a workspace's id such as wrkspc_011abc")
    .optional(),
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

const environmentSchema = z.object({
  ANTHROPIC_API_KEY: credentialValue,
  ANTHROPIC_AUTH_TOKEN: credentialValue,
  ANTHROPIC_BASE_URL: z.string().optional(),
});

/**
 * The endpoint that a stack's config (keys with their namespace, `managed-agents:apiKey`) and the environment name.
 *
 * Credential: `managed-agents:apiKey` or `managed-agents:authToken` (both is an error), then `ANTHROPIC_API_KEY`,
 * then `ANTHROPIC_AUTH_TOKEN`. Base URL: `managed-agents:baseUrl`, then `ANTHROPIC_BASE_URL`, then
 * https://api.anthropic.com. An empty variable of the environment counts as not set; an empty stack setting is an
 * error, because falling back would reach another account than the one that was meant.
 *
 * @throws ProviderError of kind `configuration` naming the setting, never its value.
 */
export function resolveEndpoint(stackConfig: Settings, environment: Settings): Endpoint {
  const stack = parseStackConfig(stackConfig);
  const credential = chooseCredential(stack, environment);
  const baseUrl = chooseBaseUrl(stack, environment);
  const proxy = proxyTo(baseUrl, environment);
  return {
    baseUrl,
    credential,
    ...(proxy === undefined ? {} : { proxy }),
    ...(stack.workspaceId === undefined ? {} : { workspaceId: stack.workspaceId }),
    pace: paceOf(stack),
  };
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
    chooseBaseUrl(stack, {});
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
  if (parsed.data.apiKey !== undefined && parsed.data.authToken !== undefined) {
    throw configurationError(
      "Both managed-agents:apiKey and managed-agents:authToken are set, and a request carries only one of them. Remove one.",
    );
  }
  return parsed.data;
}

function chooseCredential(stack: StackConfig, environment: Settings): Credential {
  if (stack.apiKey !== undefined) {
    return new HiddenCredential("apiKey", stack.apiKey, `${namespace}:apiKey`);
  }
  if (stack.authToken !== undefined) {
    return new HiddenCredential("bearer", stack.authToken, `${namespace}:authToken`);
  }
  const variables = parseEnvironment(environment, ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"]);
  if (variables.ANTHROPIC_API_KEY !== undefined) {
    return new HiddenCredential("apiKey", variables.ANTHROPIC_API_KEY, "ANTHROPIC_API_KEY");
  }
  if (variables.ANTHROPIC_AUTH_TOKEN !== undefined) {
    return new HiddenCredential("bearer", variables.ANTHROPIC_AUTH_TOKEN, "ANTHROPIC_AUTH_TOKEN");
  }
  throw configurationError(
    "No credential for the Managed Agents API. Set one of: the stack's config managed-agents:apiKey (pulumi config set --secret managed-agents:apiKey) or managed-agents:authToken, or the environment's ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN. No request was made.",
  );
}

function parseEnvironment(environment: Settings, names: readonly string[]) {
  const present = names
    .map((name) => [name, environment[name]] as const)
    .filter(([, value]) => value !== undefined && value !== "");
  const parsed = environmentSchema.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    throw problems(parsed.error, "");
  }
  return parsed.data;
}

function chooseBaseUrl(stack: StackConfig, environment: Settings): URL {
  if (stack.baseUrl !== undefined) {
    return parseBaseUrl(stack.baseUrl, `${namespace}:baseUrl`, stack.allowInsecureHttp === "true");
  }
  const variable = parseEnvironment(environment, ["ANTHROPIC_BASE_URL"]).ANTHROPIC_BASE_URL;
  return variable === undefined
    ? new URL(defaultBaseUrl)
    : parseBaseUrl(variable, "ANTHROPIC_BASE_URL", stack.allowInsecureHttp === "true");
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

function configurationError(message: string): ProviderError {
  return new ProviderError("configuration", message);
}
