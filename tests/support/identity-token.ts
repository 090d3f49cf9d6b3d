import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Identity tokens as a pipeline's OIDC provider hands them out; the signature is worth nothing. */

export const ruleId = "fdrl_1";
export const organizationId = "00000000-0000-4000-8000-000000000000";

export interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string | readonly string[];
  readonly exp?: number;
}

export const claims: Claims = {
  iss: "https://token.actions.githubusercontent.com",
  sub: "repo:acme/office:ref:refs/heads/main",
  aud: "https://api.anthropic.com",
};

export function jwtOf(claimed: Claims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", kid: "1" })}.${part(claimed)}.c2lnbmF0dXJlLW9mLXRoZS1wcm92aWRlcg`;
}

/** Fits the rule that the emulators of these tests have. */
export const jwt = jwtOf(claims);
/** The one that takes its place. */
export const nextJwt = jwtOf({ ...claims, sub: "repo:acme/office:environment:production" });

/** What must never be found in anything that is written: the parts of the token that prove something. */
export const secretParts = [jwt, nextJwt, "c2lnbmF0dXJlLW9mLXRoZS1wcm92aWRlcg", "sk-ant-oat01-"];

const folders: string[] = [];

/** A file with that in it, in a folder of its own, as a projected volume would have it. */
export function fileWith(content: string, name = "token"): string {
  const folder = mkdtempSync(path.join(tmpdir(), "identity-token-"));
  folders.push(folder);
  const file = path.join(folder, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

/** What names a federation by this token to the official tools. */
export function federatedBy(identityTokenFile: string): Record<string, string> {
  return {
    ANTHROPIC_FEDERATION_RULE_ID: ruleId,
    ANTHROPIC_ORGANIZATION_ID: organizationId,
    ANTHROPIC_IDENTITY_TOKEN_FILE: identityTokenFile,
  };
}

/** For `afterEach`. */
export function removeFiles(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
