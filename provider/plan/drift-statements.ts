import { isObject } from "../model/json";
import type { PropertyRecord } from "../model/property-record";
import { shownText } from "../model/shown-text";
import { hasReadableArrays } from "../model/state";
import { containsUnknown } from "../model/unknown";
import { absentWord, accessOfInputs } from "./access";
import { isAbove } from "./ceiling-statements";
import { changesBetween } from "./changes";
import type { Direction } from "./direction";
import { canonicalArrays } from "./effective";
import { lastKnown } from "./last-known";

/** What somebody else changed of what a resource declares, and what the program makes of it. */
export interface DriftStatement {
  readonly key: string;
  /** What it did to rights when it was changed elsewhere. */
  readonly direction: Direction;
  /** Put back as it was; what the program says by now, too; made something else; or not known, for want of a program. */
  readonly fate: "undone" | "kept" | "overwritten" | "open";
  readonly sentence: string;
}

/** How sentences begin. */
export const driftBeginnings: Readonly<Record<DriftStatement["fate"], string>> = {
  undone: "undoes a change made elsewhere",
  kept: "keeps a change made elsewhere",
  overwritten: "replaces a change made elsewhere",
  open: "was changed elsewhere",
};

/**
 * `saved` is what the last deployment left, `found` what a refresh found, `declared` what the program says now. What
 * others have beside us under `shared` is no drift.
 */
export function driftStatements(
  saved: PropertyRecord,
  found: PropertyRecord,
  declared?: PropertyRecord,
): DriftStatement[] {
  if (!hasReadableArrays(saved) || !hasReadableArrays(found)) {
    return [];
  }
  const known = (record: PropertyRecord) => canonicalArrays(lastKnown(record).arrays);
  const changes = changesBetween(known(saved), known(found));
  const changed = new Set(changes.map(({ key }) => key));
  const strays = straysIn(saved.access, found.access).filter(({ key }) => !changed.has(key));
  const fateOf = fatesBy(accessMap(saved), accessMap(found), declared);
  return [...changes, ...strays].map(({ key, direction, sentence }) => {
    const fate = fateOf(key);
    return { key, direction, fate, sentence: driftSentence(fate, sentence) };
  });
}

/** What somebody else did is told as theirs, or it reads as what the update does. */
function driftSentence(fate: DriftStatement["fate"], sentence: string): string {
  return `${driftBeginnings[fate]}${fate === "open" ? ":" : ", which was"} ${sentence}`;
}

function fatesBy(
  saved: PropertyRecord,
  found: PropertyRecord,
  declared: PropertyRecord | undefined,
): (key: string) => DriftStatement["fate"] {
  if (declared === undefined || containsUnknown(declared) || !hasReadableArrays(declared)) {
    return () => "open";
  }
  const wanted = accessMap({ ...declared, access: undefined });
  return (key) => {
    if (wanted[key] === saved[key] || (isAbove(found[key]) && declared.atMost !== undefined)) {
      return "undone";
    }
    return wanted[key] === found[key] ? "kept" : "overwritten";
  };
}

/** What must be absent and is there, and what exceeds its ceiling, stands only in the map of rights. */
function straysIn(
  saved: unknown,
  found: unknown,
): { readonly key: string; readonly direction: Direction; readonly sentence: string }[] {
  const before = isObject(saved) ? saved : {};
  return Object.entries(isObject(found) ? found : {}).flatMap(([key, right]) => {
    if (typeof right !== "string" || right === before[key]) {
      return [];
    }
    if (before[key] === absentWord) {
      const sentence = `${shownText(key)}: is there again, though it must be absent`;
      return [{ key, direction: "loosens" as const, sentence }];
    }
    return isAbove(right)
      ? [{ key, direction: "loosens" as const, sentence: `${shownText(key)}: ${shownText(right)}` }]
      : [];
  });
}

/** The rights by key; those that only a refresh can know of stand in the stored map alone. */
function accessMap(record: PropertyRecord): PropertyRecord {
  const { access } = record;
  return { ...accessOfInputs(record), ...(isObject(access) ? access : {}) };
}
