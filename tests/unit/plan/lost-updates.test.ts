import fc from "fast-check";
import type { ObservedArrays, SessionUpdate } from "../../../provider/model/session";
import { type EffectiveArrays, effectiveArrays } from "../../../provider/plan/effective";
import { toolKey } from "../../../provider/plan/keys";
import { replayUpdates } from "../../../provider/plan/lost-updates";
import { sameArrays } from "../../../provider/plan/own-updates";
import { customTool } from "./entries";

/*
 * Two writers on one session: we apply our intent, they edit a copy of their own; each writes whole arrays. Whatever
 * the order of the writes, what should stand in the end is everybody's changes on top of each other.
 */

const observed = (names: readonly string[]): ObservedArrays => ({
  tools: names.map((name) => {
    const entry = customTool(name.replace(/=.*/, ""), { description: name });
    return { entry, raw: { name } };
  }),
  mcpServers: [],
});
const stood = ({ tools }: EffectiveArrays): ObservedArrays => ({
  tools: tools.map((outgoing) => ({
    entry: outgoing.entry,
    raw: "raw" in outgoing ? outgoing.raw : outgoing.entry,
  })),
  mcpServers: [],
});
const keysOf = ({ tools }: ObservedArrays | EffectiveArrays) =>
  tools
    .map(({ entry }) => `${toolKey(entry)} ${(entry as { description: string }).description}`)
    .sort();

const look = observed(["a", "b", "c", "ours_before", "dropped"]);
const intent = (base: ObservedArrays) =>
  effectiveArrays(
    {
      ownership: "shared",
      tools: [customTool("ours_before", { description: "new" }), customTool("ours_added")],
    },
    base,
    { tools: ["custom:ours_before", "custom:dropped"], mcpServers: [] },
  );

type Edit = (names: readonly string[]) => readonly string[];
const edits: Readonly<Record<string, Edit>> = {
  adds: (names) => [...names, "d"],
  "adds another in front": (names) => ["e", ...names],
  removes: (names) => names.filter((name) => name !== "a"),
  changes: (names) => names.map((name) => (name === "b" ? "b=changed" : name)),
};

/** Every order of up to five writes in which we write at least once; `ours` and `theirs` by a letter each. */
const orders = Array.from({ length: 5 }, (_, length) => length + 1).flatMap((length) =>
  Array.from({ length: 2 ** length }, (_, bits) =>
    Array.from({ length }, (_, place) => ((bits >> place) & 1 ? "o" : "t")).join(""),
  ).filter((order) => order.includes("o")),
);

const update = (arrays: ObservedArrays, index: number): SessionUpdate => ({
  ...arrays,
  eventId: `sevt_${index}`,
  at: `2026-11-05T12:00:0${index}Z`,
});

/** Runs the order; `isStale` makes us write on the first look each time, as one that knows of nothing would. */
function run(order: string, chosen: readonly Edit[], isStale: boolean) {
  let current: ObservedArrays = look;
  let theirs: readonly string[] = look.tools.map(({ raw }) => (raw as { name: string }).name);
  let next = 0;
  const sent: EffectiveArrays[] = [];
  const record: SessionUpdate[] = [];
  for (const writer of order) {
    let written: ObservedArrays;
    if (writer === "o") {
      const effective = intent(isStale ? look : current);
      sent.push(effective);
      written = stood(effective);
    } else {
      theirs = (chosen[next++] ?? ((names) => names))(theirs);
      written = observed(theirs);
    }
    // The service records an update only if something changed (API §2.3).
    if (!sameArrays(written, current)) record.push(update(written, record.length));
    current = written;
  }
  return { record, sent, current, wanted: intent(observed(theirs)) };
}

const replay = (
  before: ObservedArrays,
  updates: readonly SessionUpdate[],
  sent: readonly EffectiveArrays[],
) =>
  replayUpdates(
    { look: before, earlier: [], updates, sent: sent.map((arrays) => ({ arrays, known: 0 })) },
    intent,
  );

test.each(orders.map((order) => [order]))("the order %s is mended, whatever they did", (order) => {
  const names = Object.keys(edits);
  for (const isStale of [true, false]) {
    for (let first = 0; first < names.length; first++) {
      const chosen = [...names.slice(first), ...names.slice(0, first)].map(
        (name) => edits[name] as Edit,
      );
      const { record, sent, current, wanted } = run(order, chosen, isStale);
      const replayed = replay(look, record, sent);
      expect(replayed.kind).toBe("complete");
      if (replayed.kind !== "complete") return;
      expect(keysOf(replayed.actual)).toEqual(keysOf(current));
      expect(keysOf(intent(replayed.base))).toEqual(keysOf(wanted));
    }
  }
});

test("a record without our last write is incomplete, whatever else is in it", () => {
  fc.assert(
    fc.property(fc.subarray(Object.values(edits)), (chosen) => {
      const names = chosen.reduce<readonly string[]>((all, edit) => edit(all), ["a", "b", "c"]);
      const replayed = replay(look, [update(observed(names), 0)], [intent(look)]);
      expect(replayed.kind).toBe("incomplete");
    }),
  );
});

test("what is older than the look is passed over, also where it is read again", () => {
  const sent = [intent(look)];
  const record = [observed(["old"]), observed(["older", "b"]), look, stood(intent(look))].map(
    update,
  );
  expect(replay(look, record, sent)).toMatchObject({ kind: "complete", others: [] });
});

test("nobody else's write means nobody is named", () => {
  const { record, sent } = run("o", [], false);
  expect(replay(look, record, sent)).toMatchObject({ kind: "complete", others: [] });
});

describe("what an update of others lacks", () => {
  const declared = customTool("ours");
  const add = (base: ObservedArrays) =>
    effectiveArrays({ ownership: "shared", tools: [declared] }, base);
  /** Names parted by blanks: the look, the updates of others since, and what should stand, ours apart. */
  interface Case {
    readonly title: string;
    /** An update from well before the look. */
    readonly earlier?: string;
    readonly before: string;
    readonly later: readonly string[];
    readonly wanted: string;
  }
  const cases: readonly Case[] = [
    {
      title: "was taken out, if nothing else differs",
      before: "a b c",
      later: ["a b c d", "a b"],
      wanted: "a b d",
    },
    {
      title: "was replaced, if it was written on the state just before it",
      before: "a b",
      later: ["a c"],
      wanted: "a c",
    },
    {
      title: "is kept, if it adds something and others have written in between",
      before: "a b c",
      later: ["a b c e", "a b d"],
      wanted: "a b c e d",
    },
    {
      title: "is kept, if it brings back what stood before, as one who mends does",
      before: "a d",
      later: ["a d p", "a d q", "a p n", "a q n"],
      wanted: "a d p q n",
    },
    {
      title: "is kept, if a state from before the look lacks it as well",
      earlier: "a",
      before: "a b c",
      later: ["a d"],
      wanted: "a b c d",
    },
  ];

  test.each(cases)("$title", ({ earlier, before, later, wanted }) => {
    const found = observed(before.split(" "));
    const record = later.map((names, index) => update(observed(names.split(" ")), index));
    const sent = add(observed((later.at(-1) ?? "").split(" ")));
    const all = [...record, update(stood(sent), record.length)];
    const older = earlier === undefined ? [] : [update(observed(earlier.split(" ")), 9)];
    const replay = replayUpdates(
      { look: found, earlier: older, updates: all, sent: [{ arrays: sent, known: 0 }] },
      add,
    );
    expect(replay.kind === "complete" && keysOf(add(replay.base))).toEqual(
      keysOf(add(observed(wanted.split(" ")))),
    );
  });
});
