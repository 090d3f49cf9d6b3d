import type { Endpoint } from "../config";
import type { CallOptions } from "../reconcile/session-api";
import { whyStopped } from "../wait/stop";
import { withoutSecret } from "./answer";
import type { Effect } from "./effect";
import type { Limits } from "./limits";
import { createPace } from "./pace";
import { heardIn } from "./rate-answers";
import type { TurnedAway, Unsigned } from "./reason";
import type { RetryOptions } from "./retry";
import { createSigner, type Signature } from "./signer";
import type { HttpRequest, Reply, Transport } from "./transport";

/** One attempt of a call: it waits for its turn, is signed, sent, and comes back without what it was signed with. */
export interface Attempts {
  /** Never rejects. */
  send(effect: Effect, request: HttpRequest, call: CallOptions): Promise<Attempt>;
}

export interface Attempt {
  readonly reply: Reply | Unsigned | TurnedAway;
  /** The key or token that the request was signed with; undefined if it was not. */
  readonly secret?: string;
}

/** One that had its turn. */
interface SentAttempt extends Attempt {
  readonly reply: Reply | Unsigned;
}

export function createAttempts(
  endpoint: Endpoint,
  transport: Transport,
  waits: RetryOptions & { readonly limits: Limits },
): Attempts {
  const { limits, clock } = waits;
  const pace = createPace(limits, clock);
  const signer = createSigner(endpoint, transport, waits);

  async function signedWith(
    signature: Signature,
    request: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<SentAttempt> {
    const { headers, secret } = signature;
    const reply = await transport.send(request, headers, signal);
    return {
      reply:
        reply.kind === "answer" ? { ...reply, answer: withoutSecret(reply.answer, secret) } : reply,
      secret,
    };
  }

  /** Signed only now that it is its turn, which may be a while after it was asked for. */
  async function signedAndSent(
    request: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<SentAttempt> {
    const signature = await signer.sign(signal);
    if (signature.kind !== "signed") {
      return { reply: signature };
    }
    const attempt = await signedWith(signature, request, signal);
    const { reply } = attempt;
    const isRefused = reply.kind === "answer" && reply.answer.status === 401;
    if (!isRefused || !signer.refuse(signature)) {
      return attempt;
    }
    // Whoever is refused so has done nothing, so that a write may be sent again, too.
    const another = await signer.sign(signal);
    return another.kind === "signed"
      ? signedWith(another, request, signal)
      : { reply: another, secret: signature.secret };
  }

  return {
    async send(effect, request, call) {
      const { signal } = call;
      const entry = await pace.enter(effect, call);
      if (entry.kind === "aborted") {
        return { reply: { kind: "cancelled", sent: false, why: whyStopped(signal) } };
      }
      if (entry.kind === "givenUp") {
        return { reply: { kind: "turnedAway", givenUp: entry.givenUp, sent: false } };
      }
      const attempt = await signedAndSent(request, signal);
      const givenUp = entry.place.leave(heardIn(attempt.reply, limits));
      return givenUp === undefined
        ? attempt
        : { ...attempt, reply: { kind: "turnedAway", givenUp, sent: true } };
    },
  };
}
