import { invalidRequest } from "./errors";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A copy that shares nothing with its source. Through text, because `structuredClone` gives objects of
 * another realm inside test runners, which then equal nothing.
 */
export function copyJson<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

/** The text as JSON, undefined when it is none. */
export function parsedJson(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 400 in the words of the API's parser: `Failed to parse request: tools[0].type: "x" is not a valid value` (API §1.3). */
export function notValid(path: string, value: unknown, expected?: readonly string[]): Error {
  const shown = typeof value === "object" && value !== null ? kindOf(value) : `"${String(value)}"`;
  const hint = expected === undefined ? "" : `; expected one of ${expected.join(", ")}`;
  return invalidRequest(
    `Failed to parse request: ${path}: ${shown.slice(0, 120)} is not a valid value${hint}`,
  );
}

export function missing(path: string): Error {
  return invalidRequest(`Failed to parse request: ${path}: field is required`);
}

/** A rule of the API about a value of the right type. */
export function broken(path: string, rule: string): Error {
  return invalidRequest(`${path}: ${rule}`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, path: string): JsonObject {
  if (value === undefined) throw missing(path);
  if (!isObject(value)) throw notValid(path, value);
  return value;
}

export function readArray(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) throw missing(path);
  if (!Array.isArray(value)) throw notValid(path, value);
  return value;
}

/** Lengths are in characters, both ends included. */
export function readText(value: unknown, path: string, min: number, max: number): string {
  if (value === undefined) throw missing(path);
  if (typeof value !== "string") throw notValid(path, value);
  if (value.length < min) throw broken(path, `must be at least ${min} characters long`);
  if (value.length > max) throw broken(path, `must be at most ${max} characters long`);
  return value;
}

export function readOneOf<Value extends string>(
  value: unknown,
  path: string,
  allowed: readonly Value[],
): Value {
  if (value === undefined) throw missing(path);
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw notValid(path, value, allowed);
  return found;
}

/** Runs the reader unless the member is absent or null. */
export function optional(value: unknown, read: (present: unknown) => unknown): void {
  if (value !== undefined && value !== null) read(value);
}

/** Members of a body: `unknown field "x"` (API §1.3). */
export function refuseUnknownFields(
  body: JsonObject,
  path: string,
  known: readonly string[],
): void {
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const where = path === "" ? "" : `${path}: `;
  throw invalidRequest(`Failed to parse request: ${where}unknown field "${unknown}"`);
}

/** Members of a tool entry: `….bogus: Extra inputs are not permitted` (API §4.2). */
export function refuseExtraInputs(
  entry: JsonObject,
  path: string,
  known: readonly string[],
  name?: string,
): void {
  const extra = Object.keys(entry).find((key) => !known.includes(key));
  if (extra === undefined) return;
  const whose = name === undefined ? "" : ` for name "${name}"`;
  throw invalidRequest(
    `Failed to parse request: ${path}.${extra}: Extra inputs are not permitted${whose}`,
  );
}

function kindOf(value: object): string {
  return Array.isArray(value) ? "a list" : "an object";
}

type Defined<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> };

/** Without the members that are undefined. */
export function defined<Members extends object>(members: Members): Defined<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<Members>;
}
