import fc from "fast-check";
import {
  createTokenKeeper,
  type Renewed,
  type TokenOutcome,
} from "../../../../provider/api/tokens/token-keeper";

/** What holds of tokens in any order of requests, refusals, renewals and time (API §10.3). */

const waitBelowMs = 30_000;

interface Renewal {
  readonly begunAt: number;
  readonly isForced: boolean;
  readonly signal: AbortSignal;
  readonly end: (outcome: Renewed) => void;
}

interface Ask {
  readonly controller: AbortController;
  outcome: TokenOutcome | undefined;
}

/** The whole of what one history has seen; moments are counted, not timed. */
class History {
  nowMs = 0;
  moment = 0;
  readonly underWay: Renewal[] = [];
  renewals = 0;
  readonly asks: Ask[] = [];
  readonly handed: string[] = [];
  readonly broken: string[] = [];
  readonly refusedAt = new Map<string, number>();
  /** The last renewal that brought a token, and until when that is good. */
  readonly brought = new Map<string, { readonly begunAt: number; readonly endsAtMs: number }>();
  readonly keeper = createTokenKeeper(
    (isForced, signal) =>
      new Promise((resolve) => {
        this.renewals += 1;
        this.underWay.push({ begunAt: this.moment, isForced, signal, end: resolve });
        const wanted = this.underWay.filter((each) => !each.signal.aborted);
        this.hold(wanted.length <= 1, "one renewal at a time");
      }),
    { now: () => this.nowMs, sleep: async () => undefined },
  );

  hold(isSo: boolean, law: string): void {
    if (!isSo) this.broken.push(law);
  }

  /** Not refused, or brought again by a renewal that had begun after the refusal. */
  isGood(token: string): boolean {
    const refusedAt = this.refusedAt.get(token);
    const begunAt = this.brought.get(token)?.begunAt ?? -1;
    return refusedAt === undefined || begunAt > refusedAt;
  }

  async ask(): Promise<void> {
    const ask: Ask = { controller: new AbortController(), outcome: undefined };
    this.asks.push(ask);
    let isAtOnce = true;
    void this.keeper.token(ask.controller.signal).then((outcome) => {
      ask.outcome = outcome;
      if (outcome.kind === "token") this.take(outcome.token, isAtOnce);
    });
    await settled();
    isAtOnce = false;
  }

  take(token: string, isAtOnce: boolean): void {
    this.handed.push(token);
    this.hold(this.isGood(token), "a token that was refused signs nothing more");
    const leftMs = (this.brought.get(token)?.endsAtMs ?? 0) - this.nowMs;
    this.hold(!isAtOnce || leftMs >= waitBelowMs, "a token at hand has 30 s left");
  }

  async end(token: string | undefined, seconds: number, askedAtMs = this.nowMs): Promise<void> {
    const renewal = this.underWay.shift();
    if (renewal === undefined) return;
    if (token === undefined) {
      const reason = { kind: "unavailable", seen: "it was down", advice: "" } as const;
      renewal.end({ kind: "unsigned", reason });
    } else {
      const endsAtMs = askedAtMs + seconds * 1000;
      this.brought.set(token, { begunAt: renewal.begunAt, endsAtMs });
      renewal.end({ kind: "token", token, lifetimeMs: seconds * 1000 });
    }
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

type Step =
  | { readonly do: "ask" | "fail" }
  | { readonly do: "cancel" | "refuse"; readonly which: number }
  | { readonly do: "bring"; readonly isNew: boolean; readonly seconds: number }
  | { readonly do: "pass"; readonly seconds: number };

const seconds = fc.constantFrom(10, 40, 150, 600);
const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ do: fc.constantFrom("ask" as const, "ask" as const, "fail" as const) }),
  fc.record({ do: fc.constantFrom("cancel" as const, "refuse" as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant("bring" as const), isNew: fc.boolean(), seconds }),
  fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(1, 6, 29, 100, 500) }),
);

async function play(history: History, next: Step): Promise<void> {
  history.moment += 1;
  switch (next.do) {
    case "ask":
      return history.ask();
    case "fail":
      return history.end(undefined, 0);
    case "bring": {
      const last = [...history.brought.keys()].at(-1);
      const token = next.isNew || last === undefined ? `token-${history.moment}` : last;
      return history.end(token, next.seconds);
    }
    case "cancel":
      history.asks.at(-1 - next.which)?.controller.abort();
      break;
    case "pass":
      history.nowMs += next.seconds * 1000;
      break;
    case "refuse": {
      const token = history.handed.at(-1 - next.which);
      if (token !== undefined) {
        history.keeper.refuse(token);
        // Of one that was refused before, it is late news of a request that was signed earlier.
        if (history.isGood(token)) history.refusedAt.set(token, history.moment);
      }
    }
  }
  await settled();
}

test("whatever happens, a token that is handed out is good, one renewal is under way, and all who ask are answered", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60, size: "max" }),
      async (steps) => {
        const history = new History();
        for (const next of steps) await play(history, next);
        for (let round = 0; round < 5 && history.underWay.length > 0; round++) {
          history.moment += 1;
          await history.end(`last-${history.moment}`, 600);
        }
        expect(history.broken).toEqual([]);
        expect(history.asks.filter(({ outcome }) => outcome === undefined)).toEqual([]);
        // Each request begins one, and one more where what came had been refused meanwhile.
        expect(history.renewals).toBeLessThanOrEqual(2 * history.asks.length);
      },
    ),
    { numRuns: 1_500 },
  );
});
