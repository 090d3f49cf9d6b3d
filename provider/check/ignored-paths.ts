import { quotedText } from "../model/shown-text";

/**
 * The engine's `ignoreChanges` puts old values in the place of new ones, by path, before a provider sees either. In the
 * arrays of this package a position says nothing: they are sets by meaning, kept in their old order. What stands at
 * `tools[0]` in the program is another entry than the one there in the state, and would be overwritten with it.
 */

/** The first key of a property path, and what follows it. */
const pathShape = /^(?:\["([^"]*)"\]|\[(\*)\]|([^.[\]]+))(.*)$/s;
const sets: ReadonlySet<string> = new Set(["tools", "mcpServers"]);
const listsOfAbsent = /^(?:\.|\[")?(?:tools|mcpServers)?(?:"\])?$/;

/** Why one of these paths cannot be ignored, as a sentence; undefined if all of them can. */
export function refusedIgnore(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const problem = problemOf(path);
    if (problem !== undefined) {
      return `ignoreChanges ${quotedText(path, pathLengthMax)} ${problem}`;
    }
  }
  return undefined;
}

const pathLengthMax = 100;

function problemOf(path: string): string | undefined {
  const [, quoted, star, plain, below = ""] = pathShape.exec(path.trim()) ?? [];
  const key = inCamelCase(quoted ?? star ?? plain ?? "");
  if (key === "access") {
    return `does not work: access is made of tools and mcpServers, so changes would be hidden and not held back. ${wholeArrays}`;
  }
  const isByPosition =
    (sets.has(key) && below !== "") ||
    (key === "absent" && !listsOfAbsent.test(below)) ||
    (key === "*" && below !== "");
  return isByPosition
    ? `names an entry by its place, and these lists have no order: another entry may stand there, and would be overwritten with the old one. ${wholeArrays}`
    : undefined;
}

const wholeArrays =
  'Ignore a whole array, as in ignoreChanges: ["tools"], or leave entries to others: with ownership: "shared" only those that are declared are managed.';

/** Other languages of Pulumi spell a first key in their own way, and only a key alone is translated. */
function inCamelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
