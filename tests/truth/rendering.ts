import type { SessionRights, ToolRight, WebLimits, WireTool } from "../emulator";
import type { Declaration } from "./cases";
import type { Entry } from "./entries";
import type { Subject } from "./moves";

/*
 * What `access` promises to say of a session's rights, in code of its own: keys, words, and what is managed.
 */

/** Names are free text: what parts keys, counts, is not seen or moves a cursor is percent-escaped in them. */
export function shownName(name: string): string {
  return name.replace(/[%/*#\\]|^ +| +$|[^ -~À-ÿ→]/gu, (text) =>
    [...new TextEncoder().encode(text)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

/** The key of `access` that tells of a right; entries of unknown kinds are told by kind and name. */
export function keyOf(subject: Subject): string {
  switch (subject.kind) {
    case "builtIn":
      return subject.tool;
    case "server":
      return `mcp:${shownName(subject.server)}`;
    case "otherTools":
      return `mcp:${shownName(subject.server)}/*`;
    case "mcpTool":
      return `mcp:${shownName(subject.server)}/${shownName(subject.tool)}`;
    case "custom":
      return `custom:${shownName(subject.name)}`;
    case "other":
      return keyOfOther(subject.entry);
  }
}

function keyOfOther({ type, name }: WireTool): string {
  const part = (text: string) => shownName(text).replaceAll(":", "%3A");
  return `tool:${part(type)}${typeof name === "string" ? `:${part(name)}` : ""}`;
}

/** One right in words; undefined where only its form is promised, because a digest stands in for it. */
export function wordsOf(right: ToolRight): string {
  const { permission, terms, limits = {} } = right;
  const policy = terms === undefined ? permission : sortedJson({ type: permission, ...terms });
  const said = limitsInWords(limits);
  return said.length === 0 ? policy : `${policy} (${said.join("; ")})`;
}

function limitsInWords(limits: WebLimits): string[] {
  const { allowed_domains: allowed, blocked_domains: blocked } = limits;
  const { max_content_tokens: tokens, url_sources: sources, user_location: place } = limits;
  return [
    ...(allowed === undefined ? [] : [`domains ${hosts(allowed)}`]),
    ...(blocked === undefined ? [] : [`not ${hosts(blocked)}`]),
    ...(tokens === undefined ? [] : [`at most ${tokens} tokens`]),
    ...sourcesInWords(sources),
    ...(place === undefined ? [] : [`located at ${sortedJson(place)}`]),
  ];
}

function hosts(domains: readonly string[]): string {
  const plain = domains.map((domain) => domain.toLowerCase().replace(/\/$/, ""));
  return [...new Set(plain)].sort().join(", ");
}

const origins: Readonly<Record<string, string>> = {
  client_tool_results: "clientToolResults",
  server_tool_results: "serverToolResults",
  user_input: "userInput",
};

/** Origins that may give any URL narrow nothing. */
function sourcesInWords(sources: Entry = {}): string[] {
  const told = Object.entries(sources).flatMap(([origin, source]) => {
    const { type, tools } = source as { readonly type: string; readonly tools?: Entry[] };
    const listed = tools === undefined ? {} : { tools: tools.map(({ name }) => name) };
    return type === "all" ? [] : [[origins[origin], { ...listed, type }]];
  });
  return told.length === 0 ? [] : [`urls from ${sortedJson(Object.fromEntries(told))}`];
}

function sortedJson(value: Entry): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort()));
}

/** What `access` must say: by key the words, or the pattern of the words where a digest stands in. */
export type Promised = ReadonlyMap<string, string | RegExp>;

/** What `access` must say of what is managed. Everything in an array that is exclusively ours, else what is declared. */
export function promisedAccess(rights: SessionRights, declared: Declaration): Promised {
  const manages = managedBy(declared);
  const all: (readonly [Subject, string | RegExp])[] = [
    ...[...rights.builtIns].map(
      ([tool, right]) => [{ kind: "builtIn" as const, tool }, wordsOf(right)] as const,
    ),
    ...[...rights.servers].flatMap(([server, { url, tools }]) => [
      ...(url === undefined ? [] : [[{ kind: "server" as const, server }, url] as const]),
      ...(tools === undefined ? [] : toolsetInWords(server, tools)),
    ]),
    ...[...rights.customTools.keys()].map(
      (name) =>
        [
          { kind: "custom" as const, name },
          /^answered by your client \(definition [0-9a-f]{8}\)$/,
        ] as const,
    ),
    ...rights.others.map(
      (entry) =>
        [{ kind: "other" as const, entry }, /^declared \(definition [0-9a-f]{8}\)$/] as const,
    ),
  ];
  return new Map([
    ...unmanaged(declared),
    ...absences(declared),
    ...all
      .filter(([subject]) => manages(subject) || isStray(subject, declared))
      .map(([subject, words]) => [keyOf(subject), words] as const),
  ]);
}

type Tools = NonNullable<NonNullable<ReturnType<SessionRights["servers"]["get"]>>["tools"]>;

function toolsetInWords(server: string, { others, named }: Tools): (readonly [Subject, string])[] {
  return [
    [{ kind: "otherTools", server }, wordsOf(others)],
    ...[...named]
      .filter(([, right]) => wordsOf(right) !== wordsOf(others))
      .map(([tool, right]): readonly [Subject, string] => [
        { kind: "mcpTool", server, tool },
        wordsOf(right),
      ]),
  ];
}

function unmanaged({ tools, mcpServers }: Declaration): [string, string][] {
  return [
    ...((tools ?? undefined) === undefined ? [["tools", "not managed"] as [string, string]] : []),
    ...((mcpServers ?? undefined) === undefined
      ? [["mcpServers", "not managed"] as [string, string]]
      : []),
  ];
}

const builtInNames = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"];

/** Whether an entry is there that must be absent: it is listed as what it is then. */
function isStray(subject: Subject, { absent }: Declaration): boolean {
  switch (subject.kind) {
    case "server":
      return absent?.mcpServers?.includes(subject.server) === true;
    case "builtIn":
      return absent?.tools?.includes("agent_toolset_20260401") === true;
    case "custom":
      return absent?.tools?.includes(`custom:${subject.name}`) === true;
    default:
      return false;
  }
}

/** What must be absent is said to be, unless it is there. */
function absences({ absent }: Declaration): [string, string][] {
  const keys = [
    ...(absent?.mcpServers ?? []).map((name) => `mcp:${shownName(name)}`),
    ...(absent?.tools ?? []).flatMap((key) =>
      key === "agent_toolset_20260401" ? builtInNames : [key],
    ),
  ];
  return keys.map((key) => [key, "absent"]);
}

/** Whether a declaration is answerable for a right. */
export function managedBy({
  ownership,
  tools,
  mcpServers,
}: Declaration): (about: Subject) => boolean {
  const isAll = ownership === "exclusive";
  const declares = (match: (entry: Entry) => boolean) => (tools ?? []).some(match);
  return (subject) => {
    if (subject.kind === "server") {
      return (
        (mcpServers ?? undefined) !== undefined &&
        (isAll || (mcpServers ?? []).some(({ name }) => name === subject.server))
      );
    }
    if ((tools ?? undefined) === undefined) return false;
    if (isAll) return true;
    switch (subject.kind) {
      case "builtIn":
        return declares(({ type }) => type === "agent_toolset_20260401");
      case "otherTools":
      case "mcpTool":
        return declares(
          ({ type, mcpServerName }) => type === "mcp_toolset" && mcpServerName === subject.server,
        );
      case "custom":
        return declares(({ type, name }) => type === "custom" && name === subject.name);
      case "other":
        return declares(
          ({ type, name }) => type === subject.entry.type && name === subject.entry.name,
        );
    }
  };
}
