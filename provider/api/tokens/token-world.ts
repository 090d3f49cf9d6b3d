import { addressOf, type Endpoint } from "../../config";
import { credentialText } from "../../credentials/environment";
import { timeOfDay } from "../../wait/clock";
import type { RetryOptions } from "../retry";
import type { Transport } from "../transport";
import type { Renewed } from "./token-keeper";
import { createTokenRequests } from "./token-requests";

export type Token = Extract<Renewed, { readonly kind: "token" }>;

/** What a token is got with. */
export interface TokenWorld {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly waits: RetryOptions;
}

/** Loaded with the first token, like everything that a preview does without. */
export function official(): typeof import("./official-tokens") {
  return require("./official-tokens");
}

export function officialWorld(
  { endpoint, transport, waits }: TokenWorld,
  signal: AbortSignal | undefined,
) {
  const baseURL = addressOf(endpoint);
  return { baseURL, requests: createTokenRequests(transport, baseURL, { ...waits, signal }) };
}

/**
 * The official code tells the end by the time of day; what counts here is how long it is until then. Throws for a text
 * that no header can hold, which is no token.
 */
export function tokenOf(got: { readonly token: string; readonly expiresAt: number | null }): Token {
  const { expiresAt } = got;
  const token = credentialText.parse(got.token);
  const lifetimeMs = expiresAt === null ? undefined : expiresAt * 1000 - timeOfDay();
  return { kind: "token", token, lifetimeMs };
}
