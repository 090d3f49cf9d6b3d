import type { FederationOptions } from "./federation-options";

/** An organisation behind the emulator's address; what is seeded belongs to the first one. */
export interface OrganizationOptions {
  /** Its own key: whoever comes with it sees none of the other organisations' sessions. */
  readonly apiKey: string;
  /** `anthropic-organization-id` of the answers; null = answers without it. */
  readonly organizationId?: string | null;
  /** `anthropic-workspace-id` of the answers; default none. */
  readonly workspaceId?: string;
  /** The rule by which identity tokens are exchanged (API §10); default none. */
  readonly federation?: FederationOptions;
}
