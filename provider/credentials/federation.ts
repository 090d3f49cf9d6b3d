import { type FederatedCredential, HiddenText, type IdentityToken } from "./credential";
import { configurationError, isSet, type Settings, type Variable, variableOf } from "./environment";

/** What is stated of a federation in one place; the environment fills what is left out. */
export interface StatedFederation {
  readonly ruleId?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly serviceAccountId?: string | undefined;
  readonly workspaceId?: string | undefined;
  readonly identityTokenFile?: string | undefined;
}

/** How the place that states it calls its members. */
export type NameOfMember = (member: keyof StatedFederation) => string;

/** True where the environment says enough for an exchange by itself. */
export function environmentFederates(environment: Settings): boolean {
  const has = (name: Variable) => isSet(environment, name);
  return (
    has("ANTHROPIC_FEDERATION_RULE_ID") &&
    has("ANTHROPIC_ORGANIZATION_ID") &&
    (has("ANTHROPIC_IDENTITY_TOKEN_FILE") || has("ANTHROPIC_IDENTITY_TOKEN"))
  );
}

/**
 * The federation that is stated, each member left out as the environment says.
 *
 * @throws ProviderError of kind `configuration` that says what is missing.
 */
export function federationOf(
  stated: StatedFederation,
  nameOf: NameOfMember,
  environment: Settings,
): FederatedCredential {
  const ruleId = stated.ruleId ?? variableOf(environment, "ANTHROPIC_FEDERATION_RULE_ID");
  const organizationId =
    stated.organizationId ?? variableOf(environment, "ANTHROPIC_ORGANIZATION_ID");
  const serviceAccountId =
    stated.serviceAccountId ?? variableOf(environment, "ANTHROPIC_SERVICE_ACCOUNT_ID");
  const workspaceId = stated.workspaceId ?? variableOf(environment, "ANTHROPIC_WORKSPACE_ID");
  const identityToken = identityTokenOf(stated, nameOf, environment);
  if (ruleId === undefined || organizationId === undefined || identityToken === undefined) {
    const missing = [
      ...(ruleId === undefined ? [`${nameOf("ruleId")} or ANTHROPIC_FEDERATION_RULE_ID`] : []),
      ...(organizationId === undefined
        ? [`${nameOf("organizationId")} or ANTHROPIC_ORGANIZATION_ID`]
        : []),
      ...(identityToken === undefined
        ? [
            `${nameOf("identityTokenFile")}, ANTHROPIC_IDENTITY_TOKEN_FILE or ANTHROPIC_IDENTITY_TOKEN`,
          ]
        : []),
    ];
    throw configurationError(
      `Workload identity federation is asked for, and not everything it needs is there. Set ${missing.join("; ")}. No request was made.`,
    );
  }
  return {
    kind: "federation",
    ruleId,
    organizationId,
    ...(serviceAccountId === undefined ? {} : { serviceAccountId }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
    identityToken,
    source: stated.ruleId === undefined ? "ANTHROPIC_FEDERATION_RULE_ID" : nameOf("ruleId"),
  };
}

function identityTokenOf(
  { identityTokenFile }: StatedFederation,
  nameOf: NameOfMember,
  environment: Settings,
): IdentityToken | undefined {
  if (identityTokenFile !== undefined) {
    return { kind: "file", path: identityTokenFile, source: nameOf("identityTokenFile") };
  }
  const path = variableOf(environment, "ANTHROPIC_IDENTITY_TOKEN_FILE");
  if (path !== undefined) {
    return { kind: "file", path, source: "ANTHROPIC_IDENTITY_TOKEN_FILE" };
  }
  const text = variableOf(environment, "ANTHROPIC_IDENTITY_TOKEN");
  return text === undefined ? undefined : new HiddenText("text", text, "ANTHROPIC_IDENTITY_TOKEN");
}
