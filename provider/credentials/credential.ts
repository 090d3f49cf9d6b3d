/** What requests are signed with: a text that stays, or access tokens that end and are got anew. */
export type Credential = FixedCredential | RenewedCredential;
export type RenewedCredential = FederatedCredential | LoginCredential;

export interface FixedCredential {
  /** `apiKey` goes into `x-api-key`, `bearer` into `authorization`; never both (API §1.1). */
  readonly kind: "apiKey" | "bearer";
  readonly value: string;
  /** The setting it was read from, such as `managed-agents:apiKey`: safe to show. */
  readonly source: string;
}

/** Workload identity: a token of the pipeline's own provider, exchanged by a rule of the organisation (API §10.1). */
export interface FederatedCredential {
  readonly kind: "federation";
  readonly ruleId: string;
  readonly organizationId: string;
  readonly serviceAccountId?: string;
  /** Where the access token is to hold; no request can choose another workspace. */
  readonly workspaceId?: string;
  readonly identityToken: IdentityToken;
  /** The setting that names the rule. */
  readonly source: string;
}

export type IdentityToken =
  /** Read anew for each exchange, because such tokens are replaced while a deployment runs. */
  { readonly kind: "file"; readonly path: string; readonly source: string } | HiddenText<"text">;

/** What a person who logged in has stored (API §10.4). */
export interface LoginCredential {
  readonly kind: "login";
  readonly credentialsFile: string;
  readonly clientId?: string;
  /** The profile, and who names it. */
  readonly source: string;
}

/** A text that shows in no JSON, inspection or message. */
export class HiddenText<Kind extends string> {
  readonly #value: string;

  constructor(
    readonly kind: Kind,
    value: string,
    readonly source: string,
  ) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  toJSON(): { readonly kind: Kind; readonly value: string; readonly source: string } {
    return { kind: this.kind, value: "[redacted]", source: this.source };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }
}

/** The same text for the same account, to find again in this process what is shared by all who use it. */
export function identityOf(credential: Credential): string {
  switch (credential.kind) {
    case "apiKey":
    case "bearer":
      return JSON.stringify([credential.kind, credential.value]);
    case "login":
      return JSON.stringify([credential.kind, credential.credentialsFile, credential.clientId]);
    case "federation": {
      const { kind, ruleId, organizationId, serviceAccountId, workspaceId } = credential;
      const { identityToken } = credential;
      const token = identityToken.kind === "file" ? identityToken.path : identityToken.value;
      return JSON.stringify([kind, ruleId, organizationId, serviceAccountId, workspaceId, token]);
    }
  }
}

/** The credential as an error names it. */
export function nameOf(credential: Credential): string {
  switch (credential.kind) {
    case "apiKey":
      return `the API key from ${credential.source}`;
    case "bearer":
      return `the bearer token from ${credential.source}`;
    case "login":
      return `the access token of the login in ${credential.source}`;
    case "federation":
      return `the access token by the federation rule from ${credential.source}`;
  }
}
