import * as z from "zod";
import { ProviderError } from "../errors";
import { profileName } from "./profile";

export type Settings = Readonly<Record<string, string | undefined>>;

/** Printable ASCII without spaces: what an HTTP header carries unchanged. */
export const credentialText = z
  .string()
  .regex(
    /^[\x21-\x7e]+$/,
    "must be one line of printable ASCII characters without spaces; check it for a line break, a space or quotes that came along when it was copied",
  );

/** An id of the API; what it looks like is the API's affair. */
export const idText = (what: string, example: string) =>
  z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, `must be ${what} such as ${example}`);

export const federationIds = {
  ruleId: idText("a federation rule's id", "fdrl_011abc"),
  organizationId: idText("an organisation's id", "00000000-0000-0000-0000-000000000000"),
  serviceAccountId: idText("a service account's id", "svac_011abc"),
  workspaceId: idText("a workspace's id", "wrkspc_011abc"),
};

/** The variables of the official tools (API §10.1), so that one pipeline's set-up serves them all. */
const variables = {
  ANTHROPIC_API_KEY: credentialText,
  ANTHROPIC_AUTH_TOKEN: credentialText,
  ANTHROPIC_BASE_URL: z.string(),
  ANTHROPIC_PROFILE: z
    .string()
    .regex(profileName, "must be a profile's name: letters, digits, _ . -"),
  ANTHROPIC_FEDERATION_RULE_ID: federationIds.ruleId,
  ANTHROPIC_ORGANIZATION_ID: federationIds.organizationId,
  ANTHROPIC_SERVICE_ACCOUNT_ID: federationIds.serviceAccountId,
  ANTHROPIC_WORKSPACE_ID: federationIds.workspaceId,
  ANTHROPIC_IDENTITY_TOKEN_FILE: z.string(),
  // A command that fills it may leave a line break at its end.
  ANTHROPIC_IDENTITY_TOKEN: z.string().trim().pipe(credentialText),
};
export type Variable = keyof typeof variables;

/** One that is empty counts as not set. */
export function isSet(environment: Settings, name: Variable): boolean {
  return (environment[name] ?? "").trim() !== "";
}

/**
 * A variable of the environment; undefined if it is not set. One that is not needed is not looked at.
 *
 * @throws ProviderError of kind `configuration` naming the variable, never its value.
 */
export function variableOf(environment: Settings, name: Variable): string | undefined {
  if (!isSet(environment, name)) {
    return undefined;
  }
  const parsed = variables[name].safeParse(environment[name]);
  if (!parsed.success) {
    throw configurationError(
      parsed.error.issues.map(({ message }) => `${name} ${message}.`).join(" "),
    );
  }
  return parsed.data;
}

export function configurationError(message: string): ProviderError {
  return new ProviderError("configuration", message);
}
