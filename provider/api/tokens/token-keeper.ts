import type { Clock } from "../../wait/clock";
import { orStopped, whyStopped } from "../../wait/stop";
import type { Unsigned } from "../reason";

/** A token that was got, or why none was. */
export type Renewed =
  | {
      readonly kind: "token";
      readonly token: string;
      /** Undefined if it does not end. */
      readonly lifetimeMs: number | undefined;
    }
  | Unsigned;

/**
 * Gets a token; `isForced` after the API has refused the last one, whatever is stored of it. The signal is aborted when
 * nobody waits for it any more. Never rejects.
 */
export type Renew = (isForced: boolean, signal: AbortSignal) => Promise<Renewed>;

export interface TokenKeeper {
  /** A token that is good now; shared by all who ask. Waits only where there is none. */
  token(signal: AbortSignal | undefined): Promise<TokenOutcome>;
  /** The API has refused this token: the next one is got anew, once for all whom it was refused. */
  refuse(token: string): void;
}

export type TokenOutcome =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "cancelled"; readonly sent: false; readonly why: string }
  | Unsigned;

/** With less left than this a token is renewed behind the request that it still signs (API §10.3). */
const renewBelowMs = 120_000;
/** With less left than this nothing is signed with it any more. */
const waitBelowMs = 30_000;
/** How soon a renewal behind a request follows another: the exchange may be down, or its tokens short-lived. */
const quietMs = 5_000;

/**
 * Holds the one access token of an account. The official cache is not used: it reads the machine's clock, which no test
 * can move, and knows no abort signal.
 */
export function createTokenKeeper(renew: Renew, clock: Clock): TokenKeeper {
  let held: { readonly token: string; readonly endsAtMs: number } | undefined;
  /** The last refusal, until a token has come that was asked for after it, or is another. */
  let refused: { readonly token: string } | undefined;
  let renewal: { readonly outcome: Promise<Renewed>; readonly stop: () => void } | undefined;
  let waiting = 0;
  let quietUntilMs = Number.NEGATIVE_INFINITY;

  /** The renewal under way, or a new one. It is nobody's own: it ends when all who waited for it have given up. */
  function renewed(): Promise<Renewed> {
    if (renewal === undefined) {
      const controller = new AbortController();
      const stop = () => controller.abort();
      const begun = { outcome: begin(controller.signal), stop };
      renewal = begun;
      void begun.outcome.finally(() => {
        renewal = renewal === begun ? undefined : renewal;
      });
    }
    return renewal.outcome;
  }

  /** Whoever asks next begins anew. */
  function giveUp(): void {
    renewal?.stop();
    renewal = undefined;
  }

  async function begin(signal: AbortSignal): Promise<Renewed> {
    // What is left of a lifetime counts from before the request: the server's began later.
    const askedAtMs = clock.now();
    const known = refused;
    const outcome = await renew(known !== undefined, signal);
    // One that comes again although another was asked for is the only one there is: the API may take it by now.
    if (outcome.kind === "token" && (outcome.token !== refused?.token || refused === known)) {
      const { token, lifetimeMs = Number.POSITIVE_INFINITY } = outcome;
      held = { token, endsAtMs: askedAtMs + lifetimeMs };
      refused = undefined;
    }
    return outcome;
  }

  async function waitedFor(): Promise<Renewed> {
    const outcome = await renewed();
    // A renewal that had begun before the refusal may bring the same token once more.
    return outcome.kind === "token" && outcome.token === refused?.token ? renewed() : outcome;
  }

  return {
    async token(signal) {
      const leftMs = (held?.endsAtMs ?? Number.NEGATIVE_INFINITY) - clock.now();
      if (held !== undefined && leftMs >= waitBelowMs) {
        if (leftMs <= renewBelowMs && clock.now() >= quietUntilMs) {
          quietUntilMs = clock.now() + quietMs;
          void renewed();
        }
        return { kind: "token", token: held.token };
      }
      waiting += 1;
      const outcome = await orStopped(waitedFor(), signal);
      waiting -= 1;
      if (outcome === undefined) {
        if (waiting === 0) {
          giveUp();
        }
        return { kind: "cancelled", sent: false, why: whyStopped(signal) };
      }
      return outcome.kind === "token" ? { kind: "token", token: outcome.token } : outcome;
    },

    refuse(token) {
      if (held?.token === token) {
        held = undefined;
        refused = { token };
      }
    },
  };
}
