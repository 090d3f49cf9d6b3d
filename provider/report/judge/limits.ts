import type { Operation } from "../facts";
import type { Counts } from "../report";

/** What this report cannot tell, each with the way to be told. */
export function limitsOf(operation: Operation, counts: Counts, isLooked: boolean): string[] {
  const { resources, dropsPolicies, kind } = operation;
  const known = resources.filter(({ found, step }) => found !== undefined && step !== "create");
  const unrefreshed = known.filter(({ isRefreshed }) => !isRefreshed).length;
  const isAhead = kind === "preview";
  const moves = counts.waits + counts.interrupts + counts.takesOver + counts.others;
  return [
    ...(isAhead && unrefreshed > 0
      ? [
          `Nobody looked whether somebody else changed ${unrefreshed === known.length ? "these sessions" : `${unrefreshed} of them`} since the last deployment; pulumi preview --refresh, with credentials, does.`,
        ]
      : []),
    ...(isAhead && moves > 0 && !isLooked
      ? [
          "No session was asked whether it is at work now, what a new resource would find on it, or whether what must be absent is there; --look does, with credentials.",
        ]
      : []),
    ...(dropsPolicies
      ? [
          "This form of input drops policy findings and resources that do not change: none being named here does not mean that there are none. The streaming form (PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true) and --event-log keep them.",
        ]
      : []),
  ];
}
