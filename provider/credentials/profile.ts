/** A name that is a file of the folder, and leads out of it nowhere. */
export const profileName = /^(?!\.\.?$)[A-Za-z0-9_.-]+$/;

/** A profile of the official tools' configuration folder, as it stands in its file (API §10.4). */
export interface Profile {
  readonly name: string;
  readonly authentication: ProfileAuthentication;
  readonly organizationId?: string;
  readonly workspaceId?: string;
  readonly baseUrl?: string;
}

export type ProfileAuthentication =
  | {
      readonly kind: "federation";
      readonly ruleId?: string;
      readonly serviceAccountId?: string;
      readonly identityTokenFile?: string;
    }
  | { readonly kind: "login"; readonly credentialsFile: string; readonly clientId?: string };

/**
 * Reads the profile of that name, or the active one; undefined if there is none.
 *
 * @throws ProviderError of kind `configuration` for a file that is there and is none.
 */
export type ReadProfile = (name: string | undefined) => Profile | undefined;
