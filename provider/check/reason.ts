import type * as z from "zod";
import { quotedText } from "../model/shown-text";
import { didYouMean } from "./nearest";

/** A zod issue as a sentence fragment that follows a property path. `value` is what stands at that path. */
export function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined || value === null
        ? `is missing; it must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, not ${article(kindOf(value))}`;
    case "too_small":
      return `must ${boundText("least", issue.origin, issue.minimum, issue.inclusive)}`;
    case "too_big":
      return `must ${boundText("most", issue.origin, issue.maximum, issue.inclusive)}`;
    case "invalid_value":
      return choiceText(issue.values, value);
    case "invalid_union":
      return issue.discriminator === undefined
        ? formsText(issue, value)
        : choiceText(issueOptions(issue), value);
    default:
      return issue.message;
  }
}

/** Where the forms are of different kinds, which kinds they are. */
function formsText({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  const kinds = errors.flatMap(([first]) =>
    first?.code === "invalid_type" && first.path.length === 0 ? [article(first.expected)] : [],
  );
  const isMissing = value === undefined || value === null;
  if (kinds.length === 0 || kinds.length < errors.length) {
    return "does not fit any of the forms that are allowed here";
  }
  return isMissing
    ? `is missing; it must be ${kinds.join(" or ")}`
    : `must be ${kinds.join(" or ")}, not ${article(kindOf(value))}`;
}

function issueOptions(issue: z.core.$ZodIssueInvalidUnion): readonly unknown[] {
  return "options" in issue ? (issue.options ?? []) : [];
}

function choiceText(choices: readonly unknown[], value: unknown): string {
  const words = choices.filter((choice) => typeof choice === "string");
  const list = words.map((word) => quotedText(word)).join(", ");
  const expected = words.length === 1 ? `must be ${list}` : `must be one of ${list}`;
  if (value === undefined || value === null) {
    return `is missing; it ${expected}`;
  }
  return typeof value === "string"
    ? `${quotedText(value, 60)} is not allowed, it ${expected}${didYouMean(value, words)}`
    : `${expected}, not ${article(kindOf(value))}`;
}

function boundText(
  side: "least" | "most",
  origin: string,
  bound: number | bigint,
  inclusive: boolean | undefined,
): string {
  if (origin === "string") {
    return side === "least" && bound === 1
      ? "not be empty"
      : `have at ${side} ${bound} ${plural("character", bound)}`;
  }
  if (origin === "array") {
    return side === "least" && bound === 1
      ? "not be an empty list; leave it out or name at least one entry"
      : `have at ${side} ${bound} ${plural("entry", bound)}`;
  }
  const word = side === "least" ? "greater than" : "less than";
  return inclusive === false ? `be ${word} ${bound}` : `be at ${side} ${bound}`;
}

function plural(word: "character" | "entry", count: number | bigint): string {
  if (Number(count) === 1) {
    return word;
  }
  return word === "entry" ? "entries" : "characters";
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}

function article(kind: string): string {
  if (kind === "null" || kind === "undefined") {
    return kind;
  }
  if (kind === "int") {
    return "a whole number";
  }
  return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
}
