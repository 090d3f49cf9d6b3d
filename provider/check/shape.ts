import type * as z from "zod";
import { isObject } from "../model/json";
import { safeParse } from "../model/safe-parse";
import { quotedText } from "../model/shown-text";
import { containsUnknown, isUnknown } from "../model/unknown";
import { keyHint } from "./hints";
import { keysKnownAt } from "./known-keys";
import { didYouMean } from "./nearest";
import { reasonOf } from "./reason";
import { type Path, type Violation, violation } from "./violation";

type Issue = z.core.$ZodIssue;

/**
 * What zod finds wrong, in sentences, one violation per value or key. Values that are not known yet break no rule:
 * whatever is found at or below one is dropped.
 */
export function shapeViolations(schema: z.ZodType, inputs: unknown): Violation[] {
  const result = safeParse(schema, inputs);
  if (result.success) {
    return [];
  }
  return result.error.issues
    .filter((issue) => !leadsThroughUnknown(inputs, issue.path))
    .flatMap((issue) => violationsOf(issue, schema, inputs));
}

function leadsThroughUnknown(value: unknown, path: readonly PropertyKey[]): boolean {
  let current = value;
  for (const part of path) {
    if (isUnknown(current)) {
      return true;
    }
    current = (current as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part];
  }
  return isUnknown(current);
}

function violationsOf(issue: Issue, schema: z.ZodType, inputs: unknown): Violation[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") {
    return unknownKeys(issue.keys, schema, inputs, path);
  }
  const value = valueAt(inputs, path);
  const meant = issue.code === "invalid_union" ? issuesOfMeant(issue) : undefined;
  if (meant !== undefined) {
    return meant
      .filter(({ path: at }) => !leadsThroughUnknown(inputs, at))
      .flatMap((each) => violationsOf(each, schema, inputs));
  }
  // Which form of a union is meant cannot be told while part of the value is unknown.
  const isOpen = issue.code === "invalid_union" && containsUnknown(value);
  if (isOpen && issue.discriminator === undefined) {
    return [];
  }
  return [violation(path, reasonOf(issue, value)), ...keysOfNoKind(issue, schema, inputs, path)];
}

/** What is wrong in the one form of a union that the value is of the kind of; undefined if there is not exactly one. */
function issuesOfMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const isOtherKind = ({ code, path }: Issue) =>
    path.length === 0 && (code === "invalid_type" || code === "invalid_value");
  const [meant, another] = issue.errors.filter((issues) => !issues.some(isOtherKind));
  return another === undefined
    ? meant?.map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
    : undefined;
}

function unknownKeys(
  keys: readonly string[],
  schema: z.ZodType,
  inputs: unknown,
  path: Path,
): Violation[] {
  const value = valueAt(inputs, path);
  const known = keysKnownAt(schema, inputs, path);
  return keys
    .filter((key) => !isUnsetKey(value, key))
    .map((key) => {
      const hint = keyHint(path, key) || didYouMean(key, known);
      return violation([...path, key], `${quotedText(key)} is not a key here${hint}`);
    });
}

/** Of what kind an entry is cannot be told, and yet some of its keys are those of no kind: both are wrong. */
function keysOfNoKind(
  issue: Issue,
  schema: z.ZodType,
  inputs: unknown,
  discriminatorPath: Path,
): Violation[] {
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) {
    return [];
  }
  const path = discriminatorPath.slice(0, -1);
  const value = valueAt(inputs, path);
  const known = keysKnownAt(schema, inputs, path);
  const strangers = isObject(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  return unknownKeys(strangers, schema, inputs, path);
}

/** A key that is spelled wrong but set to nothing is spelled wrong all the same; undefined alone is no key at all. */
function isUnsetKey(value: unknown, key: string): boolean {
  return isObject(value) && value[key] === undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (current, part) => (current as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part],
    value,
  );
}
