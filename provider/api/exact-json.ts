import { createHash } from "node:crypto";
import { isObject } from "../model/json";

/**
 * JSON whose numbers survive. JSON.parse rounds what a double cannot hold (12345678901234567890, 1e400), and an
 * entry that is not ours must go back as it came. So such numbers, and only those, become `ExactNumber`.
 * Works on the text and lets JSON.parse and JSON.stringify do the rest; costs a second parse only where needed.
 */

/** A JSON number kept as its text because a double would change its value. */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** For whoever prints it: the nearest double. `stringifyExact` does not come here. */
  toJSON(): number {
    return Number(this.text);
  }
}

/**
 * Fifteen significant digits always survive a double; only longer numbers and wide exponents can be harmed. A number
 * stands after one of these characters, so the digits in ids do not count.
 */
const mayHarm = /(?:^|[[:,\s])-?\d(?:\d{15}|[\d.]{16}|[\d.]*[eE][+-]?\d{3})/;

/**
 * What matters in a JSON text to whoever looks for its numbers: where strings begin and end, and the numbers. Nothing in
 * it repeats a choice, because a pattern that does runs out of stack on a string of some megabytes.
 */
const token = /\\.|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** `value` is what JSON.parse made of `text`; comes back as it is, or with `ExactNumber` where doubles do not do. */
export function withExactNumbers(text: string, value: unknown): unknown {
  const { document, exact } = exactReader(text, value);
  return exact(document);
}

/** A text of which only parts are wanted, because other parts are nested too deep to be gone through. */
export interface ExactReader {
  /** The whole document, to find parts in. */
  readonly document: unknown;
  /** A part of it with its numbers as they came. Goes as deep as the part does. */
  readonly exact: (part: unknown) => unknown;
}

export function exactReader(text: string, value: unknown): ExactReader {
  return mayHarm.test(text) ? markedReader(text) : { document: value, exact: (part) => part };
}

function markedReader(text: string): ExactReader {
  const mark = markFor(text);
  let isInString = false;
  const marked = text.replace(token, (found) => {
    if (found === '"') {
      isInString = !isInString;
      return found;
    }
    return isInString || survives(found) ? found : `"${mark}${found}"`;
  });
  const exact = (part: unknown): unknown => {
    if (typeof part === "string") {
      return part.startsWith(mark) ? new ExactNumber(part.slice(mark.length)) : part;
    }
    if (Array.isArray(part)) {
      return part.map(exact);
    }
    return isObject(part)
      ? Object.fromEntries(Object.entries(part).map(([key, member]) => [key, exact(member)]))
      : part;
  };
  return { document: JSON.parse(marked) as unknown, exact };
}

/** As JSON.stringify, writing every `ExactNumber` as the text it came from. */
export function stringifyExact(value: unknown): string {
  const plain = JSON.stringify(value);
  if (!holdsExactNumber(value)) {
    return plain;
  }
  const mark = markFor(plain);
  const marked = JSON.stringify(value, function (this: Record<string, unknown>, key, member) {
    const original = this[key];
    if (original instanceof ExactNumber) {
      return mark + original.text;
    }
    return member;
  });
  return marked.replace(new RegExp(`"${mark}([^"]*)"`, "g"), "$1");
}

function holdsExactNumber(value: unknown): boolean {
  return (
    value instanceof ExactNumber ||
    (typeof value === "object" && value !== null && Object.values(value).some(holdsExactNumber))
  );
}

/** A word that tells numbers from strings: a text cannot hold its own digest. */
function markFor(text: string): string {
  return `${createHash("sha256").update(text).digest("hex")}:`;
}

/** True if the double that JSON.parse makes of it stands for the same number. */
function survives(token: string): boolean {
  const value = Number(token);
  return Number.isFinite(value) && sameNumber(token, String(value));
}

function sameNumber(one: string, other: string): boolean {
  const a = significantDigits(one);
  const b = significantDigits(other);
  return a.digits === b.digits && (a.digits === "" || a.exponent === b.exponent);
}

/** The digits without the zeros around them, and the power of ten of the first one. The sign is never harmed. */
function significantDigits(token: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", power = "0"] = token.replace("-", "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  return {
    digits: first === -1 ? "" : all.slice(first).replace(/0+$/, ""),
    exponent: Number(power) + whole.length - first,
  };
}
