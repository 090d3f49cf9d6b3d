import {
  createTokenKeeper,
  type Renewed,
  type TokenKeeper,
} from "../../../../provider/api/tokens/token-keeper";
import type { Clock } from "../../../../provider/wait/clock";

/** When a token is used, renewed behind the request, or waited for (API §10.3). */

interface Renewal {
  readonly isForced: boolean;
  readonly signal: AbortSignal;
  end(outcome: Renewed): Promise<void>;
}

function startKeeper() {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, sleep: async () => undefined };
  const renewals: Renewal[] = [];
  const keeper = createTokenKeeper(
    (isForced, signal) =>
      new Promise((resolve) => {
        const end = async (outcome: Renewed) => {
          resolve(outcome);
          await settled();
        };
        renewals.push({ isForced, signal, end });
      }),
    clock,
  );
  return {
    keeper,
    renewals,
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const token = (name: string, seconds?: number): Renewed => ({
  kind: "token",
  token: name,
  lifetimeMs: seconds === undefined ? undefined : seconds * 1000,
});
const failed: Renewed = {
  kind: "unsigned",
  reason: { kind: "unavailable", seen: "it was down", advice: "" },
};

/** The token that is at hand at once; undefined if it is waited for. */
async function atHand(keeper: TokenKeeper): Promise<string | undefined> {
  const outcome = await Promise.race([keeper.token(undefined), settled()]);
  const got = outcome as Awaited<ReturnType<TokenKeeper["token"]>> | undefined;
  return got?.kind === "token" ? got.token : undefined;
}

async function startWith(seconds?: number) {
  const world = startKeeper();
  const first = world.keeper.token(undefined);
  await world.renewals[0]?.end(token("first", seconds));
  await first;
  return world;
}

test.each([
  ["much", 600, "first", 1],
  ["121 s", 479, "first", 1],
  ["120 s", 480, "first", 2],
  ["30 s", 570, "first", 2],
  ["29 s", 571, undefined, 2],
  ["nothing", 700, undefined, 2],
])("with %s left", async (title, seconds, expected, renewals) => {
  const { keeper, pass, renewals: begun } = await startWith(600);
  pass(title === "much" ? 0 : seconds);
  expect(await atHand(keeper)).toBe(expected);
  expect(begun).toHaveLength(renewals);
});

test("a token without an end is used for ever", async () => {
  const { keeper, pass, renewals } = await startWith();
  pass(1_000_000);
  expect(await atHand(keeper)).toBe("first");
  expect(renewals).toHaveLength(1);
});

test("a lifetime counts from before the exchange was asked", async () => {
  const { keeper, pass, renewals } = startKeeper();
  const first = keeper.token(undefined);
  pass(100);
  await renewals[0]?.end(token("first", 600));
  await first;
  pass(385);
  expect(await atHand(keeper)).toBe("first");
  expect(renewals).toHaveLength(2);
});

test("all who ask at once share one exchange", async () => {
  const { keeper, renewals } = startKeeper();
  const asked = Array.from({ length: 20 }, () => keeper.token(undefined));
  await settled();
  expect(renewals).toHaveLength(1);
  await renewals[0]?.end(token("first", 600));
  expect(await Promise.all(asked)).toEqual(Array(20).fill({ kind: "token", token: "first" }));
});

test("what is renewed behind a request is used by the next one", async () => {
  const { keeper, pass, renewals } = await startWith(600);
  pass(500);
  expect(await atHand(keeper)).toBe("first");
  await renewals[1]?.end(token("second", 600));
  expect(await atHand(keeper)).toBe("second");
  expect(renewals).toHaveLength(2);
});

test("a renewal that fails behind requests disturbs none, and is tried again after 5 s", async () => {
  const { keeper, pass, renewals } = await startWith(600);
  pass(490);
  expect(await atHand(keeper)).toBe("first");
  await renewals[1]?.end(failed);
  expect(await atHand(keeper)).toBe("first");
  expect(renewals).toHaveLength(2);
  pass(5);
  expect(await atHand(keeper)).toBe("first");
  expect(renewals).toHaveLength(3);
});

test("a renewal that fails where a token is needed is an outcome for all, and the next one asks again", async () => {
  const { keeper, renewals } = startKeeper();
  const asked = [keeper.token(undefined), keeper.token(undefined)];
  await renewals[0]?.end(failed);
  expect(await Promise.all(asked)).toEqual([failed, failed]);
  const again = keeper.token(undefined);
  await renewals[1]?.end(token("second", 600));
  expect(await again).toEqual({ kind: "token", token: "second" });
});

test("tokens that live shorter than that sign what they were got for", async () => {
  const { keeper, renewals } = startKeeper();
  for (const name of ["first", "second"]) {
    const asked = keeper.token(undefined);
    await renewals.at(-1)?.end(token(name, 10));
    expect(await asked).toEqual({ kind: "token", token: name });
  }
  expect(renewals).toHaveLength(2);
});

test("a refused token is renewed once for all whom it was refused", async () => {
  const { keeper, renewals } = await startWith(600);
  keeper.refuse("first");
  const asked = [keeper.token(undefined), keeper.token(undefined)];
  keeper.refuse("first");
  await settled();
  expect(renewals.map(({ isForced }) => isForced)).toEqual([false, true]);
  await renewals[1]?.end(token("second", 600));
  expect(await Promise.all(asked)).toEqual(Array(2).fill({ kind: "token", token: "second" }));
  // Somebody is late with news of the first one.
  keeper.refuse("first");
  expect(await atHand(keeper)).toBe("second");
});

test("a renewal that had begun before the refusal, and brings the same token, is not enough", async () => {
  const { keeper, pass, renewals } = await startWith(600);
  pass(500);
  await atHand(keeper);
  keeper.refuse("first");
  const asked = keeper.token(undefined);
  await renewals[1]?.end(token("first", 600));
  expect(renewals.map(({ isForced }) => isForced)).toEqual([false, false, true]);
  await renewals[2]?.end(token("second", 600));
  expect(await asked).toEqual({ kind: "token", token: "second" });
});

test("the token that comes again although another was asked for is used, and asked for once", async () => {
  const { keeper, renewals } = await startWith(600);
  keeper.refuse("first");
  const asked = keeper.token(undefined);
  await renewals[1]?.end(token("first", 600));
  expect(await asked).toEqual({ kind: "token", token: "first" });
  expect(await atHand(keeper)).toBe("first");
  expect(renewals.map(({ isForced }) => isForced)).toEqual([false, true]);
});

test("whoever is cancelled stops waiting, and the exchange goes on for the others", async () => {
  const { keeper, renewals } = startKeeper();
  const controller = new AbortController();
  const cancelled = keeper.token(controller.signal);
  const other = keeper.token(undefined);
  controller.abort();
  expect(await cancelled).toMatchObject({ kind: "cancelled", sent: false });
  expect(renewals[0]?.signal.aborted).toBe(false);
  await renewals[0]?.end(token("first", 600));
  expect(await other).toEqual({ kind: "token", token: "first" });
});

test("an exchange that nobody waits for any more is ended, and whoever comes next begins another", async () => {
  const { keeper, renewals } = startKeeper();
  const controllers = [new AbortController(), new AbortController()];
  const asked = controllers.map(({ signal }) => keeper.token(signal));
  for (const controller of controllers) controller.abort();
  await Promise.all(asked);
  expect(renewals[0]?.signal.aborted).toBe(true);
  const next = keeper.token(undefined);
  await renewals[0]?.end(failed);
  await renewals[1]?.end(token("second", 600));
  expect(await next).toEqual({ kind: "token", token: "second" });
});
