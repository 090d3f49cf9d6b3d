import { builtInTools } from "../../model/agent-toolset";
import { isObject } from "../../model/json";
import { knownPermissionPolicies } from "../../model/permission-policy";
import { knownToolTypes } from "../../model/tools";
import { containsUnknown, isUnknown } from "../../model/unknown";
import { textOf } from "../../plan/canonical";
import { namedTool, toolKey } from "../../plan/keys";
import { builtInKey, mcpServerKey, mcpToolKey, rightKeysOf } from "../../plan/right-keys";

/*
 * Which values are secret, remembered in two ways. By place, where entries of arrays are named by their key and not by
 * their index, so that a reordering server uncovers nothing; and by value, so that a secret stays one wherever it turns
 * up (the `access` map repeats URLs).
 */
export interface SecretMarks {
  /** Keyed paths, as `placeBelow` writes them. */
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
/** Members that name an entry. Hidden with it, but not everywhere else too: other entries refer to them. */
const namingMembers: ReadonlySet<string> = new Set(["name", "type", "mcpServerName"]);
/** A shorter text is hidden only where it is the whole value. */
export const containedLengthMin = 8;

export function marksOf(root: unknown, secretPaths: readonly IndexPath[]): SecretMarks {
  const places = secretPaths.map((path) => keyedPath(root, path));
  const texts = secretPaths.flatMap((path) => textsOf(path.reduce(memberOf, root)));
  return { places: new Set([...places, ...places.flatMap(accessPlaces)]), texts: new Set(texts) };
}

export function mergeMarks(...all: readonly SecretMarks[]): SecretMarks {
  return {
    places: new Set(all.flatMap(({ places }) => [...places])),
    texts: new Set(all.flatMap(({ texts }) => [...texts])),
  };
}

/** Where the secrets are in a value that marks of another one fit: the reverse of {@link marksOf}, outermost first. */
export function pathsOf(root: unknown, marks: SecretMarks): IndexPath[] {
  const below = (value: unknown, place: string, path: IndexPath): IndexPath[] => {
    if (path.length > 0 && isSecret(marks, place, value)) {
      return [path];
    }
    const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
      ? [...value.entries()]
      : isObject(value) && !isUnknown(value)
        ? Object.entries(value)
        : [];
    return members.flatMap(([step, member]) =>
      below(member, placeBelow(place, step, member), [...path, step]),
    );
  };
  return below(root, "", []);
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
  return marks.texts.size > 0 && isComparable(value) && marks.texts.has(textOf(value));
}

/** The step from a value into one of its members or elements, appended to its place. */
export function placeBelow(place: string, step: string | number, member: unknown): string {
  const name = typeof step === "number" ? elementName(place, step, member) : step;
  return `${place}/${escaped(name)}`;
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

/** As in a JSON pointer: the slash parts steps, and names may hold one. */
function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
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

function memberOf(value: unknown, step: string | number): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
}

/** What gives a secret value away wherever it stands. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") {
    return value === "" || commonWords.has(value) ? [] : [value];
  }
  return isComparable(value) ? [textOf(value), ...stringsInside(value)] : [];
}

function stringsInside(value: unknown): string[] {
  if (typeof value === "string") {
    return value.length < containedLengthMin || commonWords.has(value) ? [] : [value];
  }
  if (Array.isArray(value)) {
    return value.flatMap(stringsInside);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, member]) =>
        namingMembers.has(key) ? [] : stringsInside(member),
      )
    : [];
}

/** Objects and arrays that say something; unknown values are alike without being the same. */
function isComparable(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length > 0 &&
    !containsUnknown(value)
  );
}

const toolPlace = /^\/tools\/\{([^/]*)\}(?:\/configs\/\{([^/]*)\})?/;
const serverPlace = /^\/mcpServers\/\{([^/]*)\}/;

/**
 * Where the `access` map shows what stands at a place, in the words of today and in those of older states; the whole map
 * if that is more than one right.
 */
function accessPlaces(place: string): string[] {
  const server = serverPlace.exec(place)?.[1];
  if (server !== undefined) {
    return [`/access/mcp:${server}`, accessPlace(mcpServerKey(unescaped(server)))];
  }
  const [, key, config] = toolPlace.exec(place) ?? [];
  const tool = key === undefined ? undefined : namedTool(unescaped(key));
  if (config !== undefined && tool?.kind === "agentToolset") {
    return [`/access/${config}`, accessPlace(builtInKey(unescaped(config)))];
  }
  if (config !== undefined && tool?.kind === "mcpToolset") {
    return [`/access/${key}~1${config}`, accessPlace(mcpToolKey(tool.server, unescaped(config)))];
  }
  if (key !== undefined && (tool?.kind === "custom" || tool?.kind === "other")) {
    return [`/access/${key}`, ...rightKeysOf(unescaped(key)).map(accessPlace)];
  }
  return /^\/(tools|mcpServers|absent)(\/|$)/.test(place) ? ["/access"] : [];
}

function accessPlace(key: string): string {
  return `/access/${escaped(key)}`;
}
