import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { namedTool } from "./keys";

/*
 * The keys of rights, as in the `access` map. They are made of names that other people choose, so whatever could make
 * two of them alike, or look alike, or do something to a terminal, is percent-escaped, character by character; ordinary
 * names stay as they are.
 */

/** `%` escapes, `/` parts server and tool, `*` stands for the default, `#` counts twins; an engine's paths know no backslash. */
const notPlain =
  /^\s+|\s+$|[%/*#\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** A name as it stands in a key: no two names give the same. */
export function escapedName(name: string): string {
  return name.replace(notPlain, percentEncoded);
}

function percentEncoded(text: string): string {
  return [...text].map(percentEncodedCharacter).join("");
}

function percentEncodedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) {
    return `%u${code.toString(16).toUpperCase()}`; // Half a character has no bytes to write.
  }
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

/** The server itself: that it is there, and where. */
export function mcpServerKey(name: string, twin = ""): string {
  return `mcp:${escapedName(name)}${twin}`;
}

/** Every tool of a server that has no entry of its own. */
export function mcpDefaultKey(server: string, twin = ""): string {
  return `${mcpServerKey(server, twin)}/*`;
}

/** One tool of a server. */
export function mcpToolKey(server: string, tool: string, twin = "", toolTwin = ""): string {
  return `${mcpServerKey(server, twin)}/${escapedName(tool)}${toolTwin}`;
}

export function customKey(name: string, twin = ""): string {
  return `${customToolType}:${escapedName(name)}${twin}`;
}

/**
 * A built-in tool by its bare name. One that this version does not know, and one of a second toolset, which is against
 * the rules (API §4.2), stand behind the toolset's type: nothing a server names can pass for one of ours.
 */
export function builtInKey(name: string, twin = "", toolTwin = ""): string {
  const isOurs = (builtInTools as readonly string[]).includes(name);
  return isOurs && twin === "" && toolTwin === ""
    ? name
    : `${agentToolsetType}${twin}/${escapedName(name)}${toolTwin}`;
}

/** A tool of a type that this version does not know, by its type and, where it has one, its name. */
export function otherKey(type: string, name: string | undefined, twin = ""): string {
  const part = (text: string) => escapedName(text).replaceAll(":", "%3A");
  return `tool:${part(type)}${name === undefined ? "" : `:${part(name)}`}${twin}`;
}

/** The rights that an entry under a key of `toolKey` gives, as far as their keys can be told without the entry. */
export function rightKeysOf(key: string): string[] {
  const tool = namedTool(key);
  switch (tool.kind) {
    case "agentToolset":
      return builtInTools.map((name) => builtInKey(name));
    case "mcpToolset":
      return [mcpDefaultKey(tool.server)];
    case "custom":
      return [customKey(tool.name)];
    case "other":
      return [otherKey(tool.type, tool.name)];
  }
}

/** An entry as a whole by its key of `toolKey`: a toolset by what holds for all its tools. */
export function entryKeyOf(key: string): string {
  const [first, ...more] = rightKeysOf(key);
  return first === undefined || more.length > 0 ? key : first;
}

/** The server whose tools a key names, one of them or all (`/*`); undefined for every other key. */
export function mcpServerNamed(key: string): string | undefined {
  const [, server, tool] = /^mcp:([^/*]+)\/([^/]+)$/.exec(key) ?? [];
  return tool === "*" || unescapedName(tool) !== undefined ? unescapedName(server) : undefined;
}

/** The server and the tool that a key of one MCP tool names; undefined for every other key, `/*` included. */
export function mcpToolNamed(
  key: string,
): { readonly serverName: string; readonly tool: string } | undefined {
  const serverName = mcpServerNamed(key);
  const tool = unescapedName(key.slice(key.indexOf("/") + 1));
  return serverName === undefined || tool === undefined ? undefined : { serverName, tool };
}

/** The name that `escapedName` made this of; undefined if it made it of none. */
function unescapedName(escaped: string | undefined): string | undefined {
  try {
    const name = escaped === undefined ? undefined : decodeURIComponent(escaped);
    return name !== undefined && escapedName(name) === escaped ? name : undefined;
  } catch {
    return undefined; // A percent sign that escapes nothing.
  }
}
