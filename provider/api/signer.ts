import type { Endpoint } from "../config";
import type { Unsigned } from "./reason";
import type { RetryOptions } from "./retry";
import { createTokenKeeper } from "./tokens/token-keeper";
import { createTokenSource } from "./tokens/token-source";
import type { Reply, Transport } from "./transport";
import { userAgent } from "./version";

/** What makes a request the account's own. */
export interface Signature {
  readonly kind: "signed";
  readonly headers: Readonly<Record<string, string>>;
  /** The key or token in them, to be hidden in whatever comes back. */
  readonly secret: string;
}

type Cancelled = Extract<Reply, { readonly kind: "cancelled" }>;

export interface Signer {
  /** Never rejects. */
  sign(signal: AbortSignal | undefined): Promise<Signature | Unsigned | Cancelled>;
  /** The API did not take this signature; true if another one can be had. */
  refuse(signature: Signature): boolean;
}

const apiVersion = "2023-06-01";
const beta = "managed-agents-2026-04-01";
/** Asked of requests that are signed with a token of an exchange or a login (API §10.3). */
const tokenBeta = "oauth-2025-04-20";

export function createSigner(
  endpoint: Endpoint,
  transport: Transport,
  waits: RetryOptions,
): Signer {
  const { credential } = endpoint;
  if ("value" in credential) {
    const { kind, value } = credential;
    const signature: Signature = {
      kind: "signed",
      headers: {
        ...(kind === "apiKey" ? { "x-api-key": value } : { authorization: `Bearer ${value}` }),
        ...headersFor(endpoint, beta),
      },
      secret: value,
    };
    return { sign: async () => signature, refuse: () => false };
  }
  const source = createTokenSource(credential, { endpoint, transport, waits });
  const keeper = createTokenKeeper(source, waits.clock);
  const headers = headersFor(endpoint, `${beta},${tokenBeta}`);
  return {
    async sign(signal) {
      const outcome = await keeper.token(signal);
      if (outcome.kind !== "token") {
        return outcome;
      }
      const { token } = outcome;
      const authorization = `Bearer ${token}`;
      return { kind: "signed", headers: { authorization, ...headers }, secret: token };
    },
    refuse({ secret }) {
      keeper.refuse(secret);
      return true;
    },
  };
}

function headersFor({ workspaceId }: Endpoint, betas: string): Record<string, string> {
  return {
    "anthropic-version": apiVersion,
    "anthropic-beta": betas,
    ...(workspaceId === undefined ? {} : { "anthropic-workspace-id": workspaceId }),
    accept: "application/json",
    "user-agent": userAgent,
  };
}
