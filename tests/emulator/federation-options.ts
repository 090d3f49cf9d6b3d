/** The one federation rule of an organisation: which identity tokens it takes, and what it gives for them (API §10). */
export interface FederationOptions {
  readonly ruleId: string;
  /** The identity token that fits the rule; default: any JWT. `tokens.rotate` puts another in its place. */
  readonly identityToken?: string;
  /** Whom the rule's tokens act as; an exchange that names somebody else is refused. Default: it is not looked at. */
  readonly serviceAccountId?: string;
  /** Where the rule is enabled; with more than one, the exchange must name one of them. Default: one, `default`. */
  readonly workspaceIds?: readonly string[];
  /** How long an access token lives, in seconds of the emulator's `now`; default 3600. */
  readonly tokenSeconds?: number;
}
