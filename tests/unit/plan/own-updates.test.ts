import fc from "fast-check";
import type { ObservedArrays, SessionUpdate } from "../../../provider/model/session";
import { type EffectiveArrays, effectiveArrays } from "../../../provider/plan/effective";
import { replayUpdates } from "../../../provider/plan/lost-updates";
import { type OwnWrite, ownUpdates } from "../../../provider/plan/own-updates";
import { customTool } from "./entries";

/*
 * The record of updates names no writer. Others here write on what stands then; we alone write on an old look, and some
 * of the others write just what we write. Whatever the order, nothing that somebody put there may be missing in the end.
 */

type Entries = Readonly<Record<string, string>>;

const observed = (entries: Entries): ObservedArrays => ({
  tools: Object.entries(entries).map(([name, description]) => {
    const entry = customTool(name, { description });
    return { entry, raw: entry };
  }),
  mcpServers: [],
});
const entriesOf = ({ tools }: ObservedArrays | EffectiveArrays): Entries =>
  Object.fromEntries(
    tools.map(({ entry }) => {
      const { name, description } = entry as {
        readonly name: string;
        readonly description: string;
      };
      return [name, description];
    }),
  );
const isSame = (one: Entries, other: Entries) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

const declared = { ours: "declared", was: "declared" };
const first: Entries = { a: "1", b: "1", was: "before", gone: "1" };
const intent = (base: ObservedArrays) =>
  effectiveArrays(
    {
      ownership: "shared",
      tools: Object.entries(declared).map(([name, description]) =>
        customTool(name, { description }),
      ),
    },
    base,
    { tools: ["custom:was", "custom:gone"], mcpServers: [] },
  );
const meant = (entries: Entries) => entriesOf(intent(observed(entries)));

type Step =
  /** We write what we make of the state that many updates ago. */
  { readonly who: "we"; readonly late: number } | { readonly who: "other"; readonly edit: Edit };
type Edit =
  | { readonly verb: "put"; readonly name: string; readonly text: string }
  | { readonly verb: "take"; readonly name: string }
  /** Writes just what we write. */
  | { readonly verb: "alike" };

function edited(entries: Entries, edit: Edit): Entries {
  switch (edit.verb) {
    case "put":
      return { ...entries, [edit.name]: edit.text };
    case "take":
      return Object.fromEntries(Object.entries(entries).filter(([name]) => name !== edit.name));
    case "alike":
      return meant(entries);
  }
}

const names = fc.constantFrom("a", "b", "c");
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ verb: fc.constant("put" as const), name: names, text: fc.constantFrom("1", "2") }),
  fc.record({ verb: fc.constant("take" as const), name: names }),
  fc.record({ verb: fc.constant("alike" as const) }),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ who: fc.constant("other" as const), edit: edits }) },
  fc.record({ who: fc.constant("we" as const), late: fc.nat(3) }),
);
/** How far apart the server's times of a session and of its events are. */
const skews = fc.integer({ min: -40, max: 40 });

const atMs = Date.parse("2026-11-05T12:00:00Z");
const timeOf = (index: number, skewMs = 0) =>
  new Date(atMs + (index + 1) * 1_000 + skewMs).toISOString();

interface Told {
  readonly record: SessionUpdate[];
  readonly sent: OwnWrite[];
  readonly ours: SessionUpdate[];
  readonly truth: Entries;
  /** What our first write was planned on, and how many updates had led to it. */
  readonly look: Entries;
  readonly lookedAfter: number;
}

function play(history: readonly Step[], skewMs: number): Told {
  const states: Entries[] = [first];
  const told = {
    record: [] as SessionUpdate[],
    sent: [] as OwnWrite[],
    ours: [] as SessionUpdate[],
  };
  let truth = first;
  let lastOfOurs = 0;
  let looked: Pick<Told, "look" | "lookedAfter"> | undefined;
  for (const step of history) {
    const now = states.at(-1) as Entries;
    // We look again before we write again.
    const at = Math.max(lastOfOurs, states.length - 1 - (step.who === "we" ? step.late : 0), 0);
    const base = states[at] ?? first;
    const next = step.who === "we" ? meant(base) : edited(now, step.edit);
    // The service records an update only if something changed (API §2.3).
    if (isSame(next, now)) continue;
    const place = told.record.length;
    const update = { ...observed(next), eventId: `sevt_${place}`, at: timeOf(place) };
    if (step.who === "we") {
      looked ??= { look: base, lookedAfter: at };
      lastOfOurs = states.length;
      told.sent.push({
        arrays: intent(observed(base)),
        at: timeOf(place, skewMs),
        known: 0,
      });
      told.ours.push(update);
    } else {
      truth = edited(truth, step.edit);
    }
    told.record.push(update);
    states.push(next);
  }
  return { ...told, truth, ...(looked ?? { look: first, lookedAfter: 0 }) };
}

test("by their times our updates are known, whoever else writes the same", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 9 }), skews, (history, skewMs) => {
      const { record, sent, ours } = play(history, skewMs);
      expect([...ownUpdates(record, sent, 0).keys()]).toEqual(ours);
    }),
    { numRuns: 500 },
  );
});

test("around a late write of ours nothing of others' is lost, and nothing is there that nobody put there", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 6 }), skews, (history, skewMs) => {
      const { record, sent, truth, look, lookedAfter } = play(history, skewMs);
      const takenOut = new Set(
        history.map((step) =>
          step.who === "other" && step.edit.verb === "take" ? step.edit.name : "",
        ),
      );
      if (sent.length === 0) return;
      // The record is read from a while before the look on, its own update included.
      const from = Math.max(0, lookedAfter - 1);
      const [earlier, updates] = [record.slice(0, from), record.slice(from)];
      const replay = replayUpdates({ look: observed(look), earlier, updates, sent }, intent);
      const found = replay.kind === "complete" ? entriesOf(intent(replay.base)) : {};
      expect(found).toMatchObject(meant(truth));
      // In doubt what was taken out comes back; all else is as meant.
      const left = Object.entries(found).filter(([name]) => !takenOut.has(name));
      expect(meant(truth)).toMatchObject(Object.fromEntries(left));
    }),
    { numRuns: 1_500 },
  );
});
