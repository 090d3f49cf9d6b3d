import { builtInTools } from "../../model/agent-toolset";
import { isObject } from "../../model/json";
import { knownPermissionPolicies } from "../../model/permission-policy";
import { knownToolTypes } from "../../model/tools";
import { textOf } from "../../plan/canonical";
import { toolKey } from "../../plan/keys";

/*
 * Which values are secret, remembered in two ways. By place, where entries of arrays are named by their key and not by
 * their index, so that a reordering server uncovers nothing; and by value, so that a secret stays one wherever it turns
 * up (the `access` map repeats URLs).
 */
export interface SecretMarks {
  /** Keyed paths, as `keyedPath` writes them. */
  readonly places: ReadonlySet<string>;
  /** Secret strings, and secret objects and arrays as canonical text. */
  readonly texts: ReadonlySet<string>;
}

export const noSecrets: SecretMarks = { places: new Set(), texts: new Set() };

export type IndexPath = readonly (string | number)[];

/** Words that everybody uses: hiding each of them everywhere because one was marked would hide the whole diff. */
const commonWords: ReadonlySet<string> = new Set<string>([
  ...builtInTools,
  ...knownPermissionPolicies,
  ...knownToolTypes,
]);
/** A shorter text is hidden only where it is the whole value. */
const containedLengthMin = 8;

export function marksOf(root: unknown, secretPaths: readonly IndexPath[]): SecretMarks {
  const places = secretPaths.map((path) => keyedPath(root, path));
  const values = secretPaths.map((path) => valueAt(root, path));
  const texts = values.flatMap((value) => {
    if (typeof value === "string") {
      return value === "" || commonWords.has(value) ? [] : [value];
    }
    return isNonEmpty(value) ? [textOf(value)] : [];
  });
  return { places: new Set([...places, ...derivedPlaces(places)]), texts: new Set(texts) };
}

export function mergeMarks(...all: readonly SecretMarks[]): SecretMarks {
  return {
    places: new Set(all.flatMap(({ places }) => [...places])),
    texts: new Set(all.flatMap(({ texts }) => [...texts])),
  };
}

/** True if the value at this keyed place is to be hidden as a whole. */
export function isSecret(marks: SecretMarks, place: string, value: unknown): boolean {
  if (marks.places.has(place)) {
    return true;
  }
  if (typeof value === "string") {
    return (
      marks.texts.has(value) ||
      [...marks.texts].some((text) => text.length >= containedLengthMin && value.includes(text))
    );
  }
  return marks.texts.size > 0 && isNonEmpty(value) && marks.texts.has(textOf(value));
}

/** The text without any secret in it, for log lines and errors. */
export function redacted(marks: SecretMarks, text: string): string {
  return [...marks.texts].reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text);
}

/** The step from a value into one of its members or elements, appended to its place. */
export function placeBelow(place: string, step: string | number, member: unknown): string {
  return `${place}/${typeof step === "number" ? elementName(place, step, member) : step}`;
}

function elementName(place: string, index: number, element: unknown): string {
  if (isObject(element)) {
    const list = place.split("/").at(-1);
    if (list === "tools" && typeof element.type === "string") {
      return `{${toolKey(element)}}`;
    }
    if ((list === "mcpServers" || list === "configs") && typeof element.name === "string") {
      return `{${element.name}}`;
    }
  }
  return `[${index}]`;
}

function keyedPath(root: unknown, path: IndexPath): string {
  let place = "";
  let current = root;
  for (const step of path) {
    current = memberOf(current, step);
    place = placeBelow(place, step, current);
  }
  return place;
}

function valueAt(root: unknown, path: IndexPath): unknown {
  return path.reduce(memberOf, root);
}

function memberOf(value: unknown, step: string | number): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
}

/** The right of a server in the `access` map is its URL, so it is as secret as the server or its URL is. */
function derivedPlaces(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    const server = /^\/mcpServers\/\{(.*)\}(\/url)?$/.exec(place)?.[1];
    return server === undefined ? [] : [`/access/mcp:${server}`];
  });
}

function isNonEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
