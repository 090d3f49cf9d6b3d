import { type Credential, HiddenText } from "./credential";
import { configurationError, type Settings, variableOf } from "./environment";
import { environmentFederates, federationOf, type StatedFederation } from "./federation";
import type { Profile, ReadProfile } from "./profile";

/** What a stack's config, or a provider resource, says of credentials. */
export interface StatedCredentials extends Omit<StatedFederation, "ruleId"> {
  readonly apiKey?: string | undefined;
  readonly authToken?: string | undefined;
  readonly federationRuleId?: string | undefined;
}

/** A credential, and what comes with it where it is a profile's. */
export interface Chosen {
  readonly credential: Credential;
  readonly workspaceId?: string | undefined;
  readonly baseUrl?: { readonly text: string; readonly source: string };
}

const federationNames = [
  "federationRuleId",
  "organizationId",
  "serviceAccountId",
  "identityTokenFile",
] as const;

/** The ways that a stack's config names; more than one is a mistake. */
export function statedWays(stated: StatedCredentials): readonly string[] {
  const federation = federationNames.find((name) => stated[name] !== undefined);
  return [
    ...(stated.apiKey === undefined ? [] : ["apiKey"]),
    ...(stated.authToken === undefined ? [] : ["authToken"]),
    ...(federation === undefined ? [] : [federation]),
  ];
}

/**
 * The first that is there of: the stack's config; `ANTHROPIC_API_KEY`; `ANTHROPIC_AUTH_TOKEN`; the profile that
 * `ANTHROPIC_PROFILE` names; federation from the environment; the active profile (docs/credentials.md, API §10.1).
 *
 * @throws ProviderError of kind `configuration`
 */
export function chooseCredential(
  stated: StatedCredentials,
  namespace: string,
  environment: Settings,
  readProfile: ReadProfile,
): Chosen {
  return (
    fromStack(stated, namespace, environment) ??
    fromVariables(stated, environment) ??
    fromNamedProfile(stated, environment, readProfile) ??
    fromFederationVariables(stated, namespace, environment) ??
    fromActiveProfile(stated, environment, readProfile) ??
    nothing(namespace, environment)
  );
}

function fromStack(
  stated: StatedCredentials,
  namespace: string,
  environment: Settings,
): Chosen | undefined {
  const { apiKey, authToken, workspaceId } = stated;
  if (apiKey !== undefined) {
    return { credential: new HiddenText("apiKey", apiKey, `${namespace}:apiKey`), workspaceId };
  }
  if (authToken !== undefined) {
    return {
      credential: new HiddenText("bearer", authToken, `${namespace}:authToken`),
      workspaceId,
    };
  }
  return federationNames.every((name) => stated[name] === undefined)
    ? undefined
    : { credential: stackFederation(stated, namespace, environment) };
}

function stackFederation(stated: StatedCredentials, namespace: string, environment: Settings) {
  const { federationRuleId, ...others } = stated;
  return federationOf(
    { ...others, ruleId: federationRuleId },
    (member) => `${namespace}:${member === "ruleId" ? "federationRuleId" : member}`,
    environment,
  );
}

function fromVariables(
  { workspaceId }: StatedCredentials,
  environment: Settings,
): Chosen | undefined {
  const key = variableOf(environment, "ANTHROPIC_API_KEY");
  if (key !== undefined) {
    return { credential: new HiddenText("apiKey", key, "ANTHROPIC_API_KEY"), workspaceId };
  }
  const token = variableOf(environment, "ANTHROPIC_AUTH_TOKEN");
  return token === undefined
    ? undefined
    : { credential: new HiddenText("bearer", token, "ANTHROPIC_AUTH_TOKEN"), workspaceId };
}

function fromNamedProfile(
  stated: StatedCredentials,
  environment: Settings,
  readProfile: ReadProfile,
): Chosen | undefined {
  const name = variableOf(environment, "ANTHROPIC_PROFILE");
  if (name === undefined) {
    return undefined;
  }
  const profile = readProfile(name);
  if (profile === undefined) {
    throw configurationError(
      `ANTHROPIC_PROFILE names the profile ${name}, and there is none. Set it to a profile that exists, or unset it. No request was made.`,
    );
  }
  return ofProfile(profile, stated, environment);
}

function fromFederationVariables(
  stated: StatedCredentials,
  namespace: string,
  environment: Settings,
): Chosen | undefined {
  return environmentFederates(environment)
    ? { credential: stackFederation(stated, namespace, environment) }
    : undefined;
}

function fromActiveProfile(
  stated: StatedCredentials,
  environment: Settings,
  readProfile: ReadProfile,
): Chosen | undefined {
  const profile = readProfile(undefined);
  return profile === undefined ? undefined : ofProfile(profile, stated, environment);
}

/** What the file leaves out, the environment fills; what the stack's config says comes before both. */
function ofProfile(profile: Profile, stated: StatedCredentials, environment: Settings): Chosen {
  const source = `the profile ${profile.name}`;
  const { authentication } = profile;
  const workspaceId = stated.workspaceId ?? profile.workspaceId;
  const baseUrl =
    profile.baseUrl === undefined ? {} : { baseUrl: { text: profile.baseUrl, source } };
  if (authentication.kind === "login") {
    return {
      credential: { ...authentication, source },
      workspaceId: workspaceId ?? variableOf(environment, "ANTHROPIC_WORKSPACE_ID"),
      ...baseUrl,
    };
  }
  const { organizationId } = profile;
  const federation = { ...authentication, organizationId, workspaceId };
  return { credential: federationOf(federation, () => source, environment), ...baseUrl };
}

function nothing(namespace: string, environment: Settings): never {
  if (variableOf(environment, "ANTHROPIC_FEDERATION_RULE_ID") !== undefined) {
    // Says what is missing of it.
    stackFederation({}, namespace, environment);
  }
  throw configurationError(
    `No credential for the Managed Agents API. Set one of: the stack's config ${namespace}:apiKey (pulumi config set --secret ${namespace}:apiKey), ${namespace}:authToken or ${namespace}:federationRuleId, or the environment's ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN or ANTHROPIC_FEDERATION_RULE_ID. No request was made.`,
  );
}
