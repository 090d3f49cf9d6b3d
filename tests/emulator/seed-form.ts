import { isObject } from "./shape";
import { URL_SOURCES, WEB_FETCH_FIELDS, WEB_SEARCH_FIELDS } from "./web-tool-shapes";

/*
 * A seed is what the service has. Who gives it what a program declares would get a session without the policies that
 * stand there, and a test that passes for the wrong reason.
 */

const wireWords = [
  "default_config",
  "input_schema",
  "mcp_server_name",
  "mcp_servers",
  "permission_policy",
  ...WEB_FETCH_FIELDS,
  ...WEB_SEARCH_FIELDS,
  ...URL_SOURCES,
];
const bySpelling = new Map(wireWords.map((word) => [inCamelCase(word), word]));

function inCamelCase(word: string): string {
  return word.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Throws if the entries are spelt as in a program, `permissionPolicy`. What is in a custom tool's schema is its own. */
export function refuseProgramSpelling(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) refuseProgramSpelling(entry, `${path}[${index}]`);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const word = bySpelling.get(key);
    if (word !== undefined) {
      throw new Error(
        `${path}.${key} of the seed is spelt as in a program; the API has ${word} there, and a seed is what the API has`,
      );
    }
    if (key !== "input_schema") refuseProgramSpelling(member, `${path}.${key}`);
  }
}

/** Throws if a seed has a member that means nothing, which would be left out without a word. */
export function refuseUnknownMembers(seed: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(seed).filter((key) => !Object.hasOwn(known, key));
  if (unknown.length === 0) return;
  throw new Error(
    `A seed has no member ${unknown.join(", ")}; its members are ${Object.keys(known).join(", ")}`,
  );
}
