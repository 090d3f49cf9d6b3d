import { type AtMost, levels, rankOf } from "../model/ceiling";
import { isObject } from "../model/json";
import { shownText } from "../model/shown-text";
import type { DesiredArrays } from "./effective";
import type { Statement } from "./statement";

/**
 * What it means that `atMost` bounds other tools than before, or bounds them otherwise. Rights that a refresh found above
 * the ceiling stand in the stored `access`; of all others nobody knows without a look whether they exceed it. What a look
 * finds above the ceiling is told by whoever looked, so `wasLookedAt` leaves the bound alone to be said here.
 */
export function ceilingStatements(
  prior: DesiredArrays & { readonly access?: unknown },
  next: DesiredArrays,
  wasLookedAt = false,
): Statement[] {
  const [before, after] = [prior.atMost ?? {}, next.atMost ?? {}];
  const found = aboveIn(prior.access);
  return [
    ...found.map(
      ([key, right]): Statement => ({
        key,
        direction: "tightens",
        sentence: `${shownText(key)}: ${shownText(right)}`,
      }),
    ),
    ...Object.entries(after).flatMap(([key, level]) =>
      boundStatement(key, level, before, wasLookedAt || found.length > 0),
    ),
    ...Object.keys(before)
      .filter((key) => !Object.hasOwn(after, key))
      .map((key) => ({
        topic: "released" as const,
        sentence: `${shownText(key)} is not bounded any more; what was lowered stays as it is`,
      })),
  ];
}

function boundStatement(
  key: string,
  level: AtMost[string],
  before: AtMost,
  wasLookedAt: boolean,
): Statement[] {
  const earlier = Object.hasOwn(before, key) ? before[key] : undefined;
  if (earlier === level) {
    return [];
  }
  const bound = `${shownText(key)}: at most ${level} from now on`;
  if (earlier !== undefined && rankOf(earlier) < rankOf(level)) {
    return [{ topic: "ceiling", sentence: `${bound}, ${earlier} until now; nothing is raised` }];
  }
  return [
    {
      topic: "ceiling",
      sentence: wasLookedAt ? bound : `${bound}; what exceeds it is lowered, and was not looked at`,
    },
  ];
}

/** Rights that the stored map shows above their bound: `always_allow, at most always_ask`. */
function aboveIn(access: unknown): (readonly [string, string])[] {
  return Object.entries(isObject(access) ? access : {}).flatMap(([key, right]) =>
    isAbove(right) ? [[key, right] as const] : [],
  );
}

/** Whether the stored map shows a right as exceeding its bound. */
export function isAbove(right: unknown): right is string {
  return typeof right === "string" && levels.some((level) => right.endsWith(`, at most ${level}`));
}
