import { instantSchema, instantText } from "../model/instant";
import type { PropertyRecord } from "../model/property-record";
import { type Violation, violation } from "./violation";

/** What the clock says of a grant. */
export interface Expiry {
  /** The moment has passed: from now on the resource holds nothing. */
  readonly isExpired: boolean;
  readonly violations: readonly Violation[];
  readonly warnings: readonly string[];
  /** How long it still holds. */
  readonly notes: readonly string[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const longestMs = 366 * dayMs;

const open: Expiry = { isExpired: false, violations: [], warnings: [], notes: [] };

/**
 * Holds `expiresAt` against the clock, which is asked nowhere else, so that a preview without credentials is right and
 * every verb of one deployment goes by the same answer. What has ended stays ended, also on a machine whose clock goes
 * back, until the program names another moment. `prior` are the last checked inputs; absent for a creation.
 */
export function judgeExpiry(
  { expiresAt }: PropertyRecord,
  prior: PropertyRecord | undefined,
  nowMs: number,
): Expiry {
  const endsAtMs = momentOf(expiresAt);
  if (endsAtMs === undefined) {
    return open;
  }
  if (prior?.expired === true && momentOf(prior.expiresAt) === endsAtMs) {
    return ended(endsAtMs);
  }
  if (nowMs < endsAtMs) {
    const leftMs = endsAtMs - nowMs;
    return {
      ...open,
      warnings: leftMs > longestMs ? [tooLong(endsAtMs)] : [],
      notes: [
        `holds until ${instantText(endsAtMs)}, ${durationText(leftMs)} from now; the first deployment after that puts things back`,
      ],
    };
  }
  return prior === undefined
    ? { ...open, violations: [violation(["expiresAt"], past(endsAtMs))] }
    : ended(endsAtMs);
}

function ended(endsAtMs: number): Expiry {
  const note = `expired ${instantText(endsAtMs)}: holds nothing from then on; move expiresAt to grant it again, or take the resource out`;
  return { ...open, isExpired: true, notes: [note] };
}

/** Undefined for what is left out, not known yet, or no moment, which the shape reports. */
function momentOf(value: unknown): number | undefined {
  return instantSchema.safeParse(value).success ? Date.parse(String(value)) : undefined;
}

function past(endsAtMs: number): string {
  return `is ${instantText(endsAtMs)}, which has passed, so the resource would hold nothing; name a later moment, or leave the resource out`;
}

function tooLong(endsAtMs: number): string {
  return `expiresAt is ${instantText(endsAtMs)}, more than a year from now; if that is meant to last, leave expiresAt out`;
}

/** The two largest units: `3 days 4 h`, `2 h 5 min`, `less than a minute`. */
function durationText(ms: number): string {
  const units = [
    [Math.floor(ms / dayMs), "day"],
    [Math.floor((ms % dayMs) / hourMs), "h"],
    [Math.floor((ms % hourMs) / minuteMs), "min"],
  ] as const;
  const from = units.findIndex(([count]) => count > 0);
  if (from === -1) {
    return "less than a minute";
  }
  return units
    .slice(from, from + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) =>
      unit === "day" ? `${count} day${count === 1 ? "" : "s"}` : `${count} ${unit}`,
    )
    .join(" ");
}
