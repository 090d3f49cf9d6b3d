import { ProviderError } from "../errors";
import { type SessionOverridesInputs, sessionOverridesSchema } from "./inputs";
import { isObject } from "./json";

/**
 * What Pulumi stores for a resource: the checked inputs again, and what stands still about the session. Nothing that
 * moves by itself (status, usage, `updated_at`) is stored, or every refresh of a working session would look like drift.
 */
export interface SessionOverridesState extends SessionOverridesInputs {
  readonly access: unknown;
  readonly agentId: string;
  /** Present once the session is archived, by whomever. */
  readonly archivedAt?: string;
  /** Present once the session has ended after an error. */
  readonly terminated?: true;
}

/**
 * Reads the inputs out of what was stored, or out of checked inputs that are fully known. Keys that are no inputs are
 * passed over, because every state that any version ever wrote must stay readable.
 *
 * Throws a `ProviderError` if the record was not written by this package.
 */
export function parseInputs(record: Readonly<Record<string, unknown>>): SessionOverridesInputs {
  const keys = Object.keys(sessionOverridesSchema.shape);
  const known = Object.fromEntries(
    Object.entries(record).filter(([key, value]) => keys.includes(key) && value !== null),
  );
  const result = sessionOverridesSchema.safeParse(known);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ProviderError(
      "invalid",
      `the stored inputs cannot be read (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}). Nothing was changed. They were written by another version or edited by hand; refresh the stack, or restore the last good state.`,
    );
  }
  return result.data;
}

/** The session a stored record belongs to, if it says so. */
export function storedSessionId(record: unknown): string | undefined {
  return isObject(record) && typeof record.sessionId === "string" ? record.sessionId : undefined;
}
