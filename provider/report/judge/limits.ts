import type { Operation } from "../facts";
import { type Counts, type EmptySectionName, emptySectionNames } from "../report";

const listed = new Intl.ListFormat("en", { type: "disjunction" });

/** What this report cannot tell, each with the way to be told. */
export function limitsOf(operation: Operation, counts: Counts, isLooked: boolean): string[] {
  const { resources, dropsPolicies, kind } = operation;
  const known = resources.filter(({ found, step }) => found !== undefined && step !== "create");
  const unrefreshed = known.filter(({ isRefreshed }) => !isRefreshed).length;
  const isAhead = kind === "preview";
  const unasked = unaskedOf(counts);
  return [
    ...(isAhead && unrefreshed > 0
      ? [
          `Nobody looked whether somebody else changed ${unrefreshed === known.length ? "these sessions" : `${unrefreshed} of them`} since the last deployment; pulumi preview --refresh, with credentials, does.`,
        ]
      : []),
    ...(isAhead && unasked.length > 0 && !isLooked
      ? [
          `No session was asked ${listed.format(unasked)}; managed-agents-review --look, with credentials, asks.`,
        ]
      : []),
    ...(dropsPolicies
      ? [
          "pulumi preview --json tells neither policy findings nor resources that do not change, so there may be some that are not named here; its streaming form (PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true) tells both, and so does --event-log.",
        ]
      : []),
  ];
}

function unaskedOf({ waits, interrupts, takesOver, others, tightens }: Counts): string[] {
  return [
    ...(waits + interrupts > 0 ? ["whether it is at work now"] : []),
    ...(takesOver > 0 ? ["what a new resource finds on it"] : []),
    ...(others + tightens > 0 ? ["what others have put there", "whether what goes is there"] : []),
  ];
}

/** Empty sections of which it is known that they are; what was cut off, or not read, may have been about any of them. */
export function nothingIn(
  { resources, kind, hasFailed }: Operation,
  counts: Counts,
): EmptySectionName[] {
  const isOpen = hasFailed || counts.unknown > 0 || resources.length === counts.unchanged;
  const isDriftKnown =
    kind !== "preview" ||
    resources.every(
      ({ found, step, isRefreshed }) => isRefreshed || step === "create" || found === undefined,
    );
  // What undoes a change made elsewhere loosens or tightens too, and is told there.
  const isToldApart = (name: EmptySectionName) =>
    name === "drift"
      ? isDriftKnown
      : counts.drift === 0 || (name !== "loosens" && name !== "tightens");
  return isOpen ? [] : emptySectionNames.filter((name) => counts[name] === 0 && isToldApart(name));
}
