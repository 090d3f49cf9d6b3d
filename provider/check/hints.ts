import type { Path } from "./violation";

/** What people write here that belongs elsewhere, and where that is. */

const vaults =
  "Managed Agents takes no credentials here: they belong in a vault of the session, which finds its server by the URL";

/** Keys of the Messages API's MCP servers, which people bring along, in small letters and without the lines between. */
const keysOfMessages = new Map([
  ["authorizationtoken", vaults],
  ["headers", vaults],
  ["toolconfiguration", "which tools may be used is said by the MCP toolset in tools"],
]);

/** `; …` where more can be said of an unknown key of an MCP server than that it is none. */
export function keyHint(path: Path, key: string): string {
  const word = key.replaceAll("_", "").toLowerCase();
  const hint = path[0] === "mcpServers" && path.length === 2 ? keysOfMessages.get(word) : undefined;
  return hint === undefined ? "" : `; ${hint}`;
}

/** `; …` for a word that would forbid a tool, if policies could. */
export function policyHint(word: string): string {
  return /deny|never|block|forbid|disallow|disable|refuse/i.test(word)
    ? "; no policy forbids a tool: enabled: false does"
    : "";
}

const unexpanded = /\$\{[^}]*\}/;

/** What is wrong with a URL in which a variable was left as it was written; undefined if there is none. */
export function unexpandedReason(url: string): string | undefined {
  const variable = unexpanded.exec(url)?.[0];
  return variable === undefined
    ? undefined
    : `holds ${variable}, which nothing here replaces; let the program put the value in (in TypeScript between backticks). A secret does not belong in the URL: ${vaults}`;
}
