import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { federationIds, type Settings } from "../credentials/environment";
import {
  type Profile,
  type ProfileAuthentication,
  profileName,
  type ReadProfile,
} from "../credentials/profile";
import { ProviderError } from "../errors";
import { quotedText } from "../model/shown-text";
import { systemCodeOf } from "./system-code";

/** Null and empty count as left out, as for the official tools. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === "" ? undefined : value));

const authenticationSchema = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("oidc_federation"),
    federation_rule_id: text.pipe(federationIds.ruleId.optional()),
    service_account_id: text.pipe(federationIds.serviceAccountId.optional()),
    identity_token: z.looseObject({ source: z.literal("file"), path: z.string().min(1) }).nullish(),
  }),
  z.looseObject({ type: z.literal("user_oauth"), client_id: text, credentials_path: text }),
]);

const profileSchema = z.looseObject({
  organization_id: text.pipe(federationIds.organizationId.optional()),
  workspace_id: text.pipe(federationIds.workspaceId.optional()),
  base_url: text,
  authentication: authenticationSchema,
});

/** The profiles of the official tools' configuration folder (API §10.4). Files are read when one is asked for. */
export function profilesOf(environment: Settings): ReadProfile {
  return (asked) => {
    const folder = folderOf(environment);
    if (folder === undefined) {
      return undefined;
    }
    const name = asked ?? activeName(folder);
    const file = path.join(folder, "configs", `${name}.json`);
    const content = contentOf(file);
    return content === undefined ? undefined : parsed(name, file, content, folder);
  };
}

function folderOf(environment: Settings): string | undefined {
  const set = (name: string) => environment[name]?.trim() || undefined;
  const below = (name: string, ...parts: string[]) => {
    const root = set(name);
    return root === undefined ? undefined : path.join(root, ...parts);
  };
  const own = set("ANTHROPIC_CONFIG_DIR");
  return process.platform === "win32"
    ? (own ??
        below("APPDATA", "Anthropic") ??
        below("USERPROFILE", "AppData", "Roaming", "Anthropic"))
    : (own ?? below("XDG_CONFIG_HOME", "anthropic") ?? below("HOME", ".config", "anthropic"));
}

/** A name that leads out of the folder is none. */
function activeName(folder: string): string {
  const name = contentOf(path.join(folder, "active_config"))?.trim() || "default";
  return profileName.test(name) ? name : "default";
}

function parsed(name: string, file: string, content: string, folder: string): Profile {
  const result = profileSchema.safeParse(jsonOf(content, file));
  if (!result.success) {
    const paths = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw unusable(file, `is no profile that is known here (${paths})`);
  }
  const { authentication, organization_id, workspace_id, base_url } = result.data;
  const credentialsFile = path.join(folder, "credentials", `${name}.json`);
  return {
    name,
    authentication: authenticationOf(authentication, credentialsFile),
    ...(organization_id === undefined ? {} : { organizationId: organization_id }),
    ...(workspace_id === undefined ? {} : { workspaceId: workspace_id }),
    ...(base_url === undefined ? {} : { baseUrl: base_url }),
  };
}

function authenticationOf(
  authentication: z.infer<typeof authenticationSchema>,
  credentialsFile: string,
): ProfileAuthentication {
  if (authentication.type === "user_oauth") {
    const { client_id, credentials_path } = authentication;
    return {
      kind: "login",
      credentialsFile: credentials_path ?? credentialsFile,
      ...(client_id === undefined ? {} : { clientId: client_id }),
    };
  }
  const { federation_rule_id, service_account_id, identity_token } = authentication;
  return {
    kind: "federation",
    ...(federation_rule_id === undefined ? {} : { ruleId: federation_rule_id }),
    ...(service_account_id === undefined ? {} : { serviceAccountId: service_account_id }),
    ...(identity_token == null ? {} : { identityTokenFile: identity_token.path }),
  };
}

/** Undefined for a file that is not there. */
function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      return undefined;
    }
    throw unusable(file, `could not be read${code === undefined ? "" : `, ${code}`}`);
  }
}

function jsonOf(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The parser's own words quote what stands there.
    throw unusable(file, "is not JSON");
  }
}

function unusable(file: string, problem: string): ProviderError {
  return new ProviderError(
    "configuration",
    `The profile ${quotedText(file)} ${problem}. Mend it, or set a credential that comes before it. No request was made.`,
  );
}
