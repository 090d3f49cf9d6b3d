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

/** Fifteen significant digits always survive a double; only longer numbers and wide exponents can be harmed. */
const mayHarm = /\d{16}|\d\.\d{15}|\d[\d.]{16}|\d[eE][+-]?\d{3}/;

/** String literals (with the colon that makes them keys), or numbers: everything in which a digit can stand. */
const literal = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const stringMark = "s";
const numberMark = "n";

/** `value` is what JSON.parse made of `text`; comes back as it is, or with `ExactNumber` where doubles do not do. */
export function withExactNumbers(text: string, value: unknown): unknown {
  return mayHarm.test(text) ? parseExact(text) : value;
}

function parseExact(text: string): unknown {
  // Every string value gets a mark in front, so that no string of the server's can pass for a number.
  const marked = text.replace(literal, (token: string, colon: string | undefined) => {
    if (token.startsWith('"')) {
      return colon === undefined ? `"${stringMark}${token.slice(1)}` : token;
    }
    return survives(token) ? token : `"${numberMark}${token}"`;
  });
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== "string") {
      return value;
    }
    return value.startsWith(numberMark) ? new ExactNumber(value.slice(1)) : value.slice(1);
  });
}

/** As JSON.stringify, writing every `ExactNumber` as the text it came from. */
export function stringifyExact(value: unknown): string {
  let isExactNeeded = false;
  const marked = JSON.stringify(value, function (this: Record<string, unknown>, key, member) {
    const original = this[key];
    if (original instanceof ExactNumber) {
      isExactNeeded = true;
      return numberMark + original.text;
    }
    return typeof member === "string" ? stringMark + member : member;
  });
  if (!isExactNeeded) {
    return JSON.stringify(value);
  }
  return marked.replace(literal, (token: string, colon: string | undefined) => {
    if (!token.startsWith('"') || colon !== undefined) {
      return token;
    }
    return token.startsWith(numberMark, 1) ? token.slice(2, -1) : `"${token.slice(2)}`;
  });
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
