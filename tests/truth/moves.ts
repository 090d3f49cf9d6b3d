import { isDeepStrictEqual } from "node:util";
import type { CustomToolRight, SessionRights, ToolRight, WebLimits, WireTool } from "../emulator";

/*
 * Which rights of a session moved, and which way: an order of its own, written from the API notes (API §4.1, §4.2) and
 * sharing nothing with the provider's.
 */

/** What a right is about. Names stand alone, so that none can pass for another. */
export type Subject =
  | { readonly kind: "builtIn"; readonly tool: string }
  | { readonly kind: "server"; readonly server: string }
  /** All tools of the server that no entry names. */
  | { readonly kind: "otherTools"; readonly server: string }
  | { readonly kind: "mcpTool"; readonly server: string; readonly tool: string }
  | { readonly kind: "custom"; readonly name: string }
  | { readonly kind: "other"; readonly entry: WireTool };

export type Way = "looser" | "tighter" | "different";

export interface Move {
  readonly subject: Subject;
  readonly way: Way;
}

/** Every right that is not what it was. */
export function movesBetween(before: SessionRights, after: SessionRights): Move[] {
  return [
    ...namesIn(before.builtIns, after.builtIns).map((tool) => ({
      subject: { kind: "builtIn" as const, tool },
      way: toolWay(before.builtIns.get(tool), after.builtIns.get(tool)),
    })),
    ...namesIn(before.servers, after.servers).flatMap((server) =>
      serverMoves(server, before.servers.get(server), after.servers.get(server)),
    ),
    ...namesIn(before.customTools, after.customTools).map((name) => ({
      subject: { kind: "custom" as const, name },
      way: presenceWay(defined(before, name), defined(after, name)),
    })),
    ...otherMoves(before.others, after.others),
  ].flatMap(({ subject, way }) => (way === "same" ? [] : [{ subject, way }]));
}

function defined({ customTools }: SessionRights, name: string): unknown {
  const tool = customTools.get(name);
  return tool && definition(tool);
}

type ServerRight = ReturnType<SessionRights["servers"]["get"]>;
type Tools = NonNullable<NonNullable<ServerRight>["tools"]>;
type MaybeMove = { readonly subject: Subject; readonly way: Way | "same" };

function serverMoves(server: string, before: ServerRight, after: ServerRight): MaybeMove[] {
  const [earlier, later] = [before?.tools, after?.tools];
  return [
    { subject: { kind: "server", server }, way: presenceWay(before?.url, after?.url) },
    {
      subject: { kind: "otherTools", server },
      way: toolWay(earlier?.others, later?.others),
    },
    // A tool that is named without having more or less than the others is one of them.
    ...namesIn(earlier?.named ?? new Map(), later?.named ?? new Map())
      .filter((tool) => standsOut(tool, earlier) || standsOut(tool, later))
      .map((tool) => ({
        subject: { kind: "mcpTool" as const, server, tool },
        way: toolWay(
          earlier?.named.get(tool) ?? earlier?.others,
          later?.named.get(tool) ?? later?.others,
        ),
      })),
  ];
}

function standsOut(tool: string, tools: Tools | undefined): boolean {
  const right = tools?.named.get(tool);
  return right !== undefined && !isDeepStrictEqual(right, tools?.others);
}

/** Entries of unknown kinds, told apart by kind and name; null and absent are one (API §4.4). */
function otherMoves(before: readonly WireTool[], after: readonly WireTool[]): MaybeMove[] {
  const like = (entry: WireTool) => (other: WireTool) =>
    other.type === entry.type && other.name === entry.name;
  return [
    ...before.map((entry): MaybeMove => {
      const later = after.find(like(entry));
      const isSame = later !== undefined && isDeepStrictEqual(stated(entry), stated(later));
      const way = isSame ? "same" : later === undefined ? "tighter" : "different";
      return { subject: { kind: "other", entry }, way };
    }),
    ...after
      .filter((entry) => !before.some(like(entry)))
      .map((entry): MaybeMove => ({ subject: { kind: "other", entry }, way: "looser" })),
  ];
}

function stated(members: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(members).filter(([, member]) => (member ?? null) !== null),
  );
}

/** In a schema, null and absent are one for these two members and no other (API §4.4). */
function definition({ description, input_schema }: CustomToolRight): unknown {
  const { properties, required, ...schema } = input_schema as Readonly<Record<string, unknown>>;
  return { description, schema, ...(stated({ properties, required }) as object) };
}

function namesIn(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) {
  return [...new Set([...before.keys(), ...after.keys()])];
}

function presenceWay(before: unknown, after: unknown): Way | "same" {
  if (isDeepStrictEqual(before, after)) return "same";
  return before === undefined ? "looser" : after === undefined ? "tighter" : "different";
}

const LEVELS = ["disabled", "always_ask", "auto", "always_allow"];

/** A tool that is not there may do as much as a disabled one: nothing. */
export function toolWay(
  before: ToolRight = { permission: "disabled" },
  after: ToolRight = { permission: "disabled" },
): Way | "same" {
  if (before.permission === "disabled" || after.permission === "disabled") {
    if (before.permission === after.permission) return "same";
    return before.permission === "disabled" ? "looser" : "tighter";
  }
  const [earlier, later] = [before.limits ?? {}, after.limits ?? {}];
  return together([
    levelWay(before, after),
    domainsWay(earlier.allowed_domains, later.allowed_domains, "allowed"),
    domainsWay(earlier.blocked_domains, later.blocked_domains, "blocked"),
    ...(["max_content_tokens", "user_location"] as const).map((limit) =>
      isDeepStrictEqual(earlier[limit], later[limit]) ? "same" : "different",
    ),
    isDeepStrictEqual(narrowing(earlier), narrowing(later)) ? "same" : "different",
  ]);
}

function levelWay(before: ToolRight, after: ToolRight): Way | "same" {
  const [from, to] = [LEVELS.indexOf(before.permission), LEVELS.indexOf(after.permission)];
  if (from === -1 || to === -1 || before.terms !== undefined || after.terms !== undefined) {
    const isSame =
      before.permission === after.permission && isDeepStrictEqual(before.terms, after.terms);
    return isSame ? "same" : "different";
  }
  return from === to ? "same" : from < to ? "looser" : "tighter";
}

/** Origins that may give any URL narrow nothing, and that is what an unset one means (API §4.1). */
function narrowing({ url_sources: sources = {} }: WebLimits): unknown {
  const stated = Object.entries(sources).filter(
    ([, source]) => (source as { readonly type?: unknown }).type !== "all",
  );
  return Object.fromEntries(
    stated.map(([origin, source]) => [origin, sorted(source as { readonly tools?: unknown })]),
  );
}

function sorted(source: { readonly tools?: unknown }): unknown {
  const tools = Array.isArray(source.tools) ? source.tools.map((tool) => JSON.stringify(tool)) : [];
  return { ...source, tools: tools.sort() };
}

/** An entry stands for its host and all subdomains, without regard to case or a trailing slash. */
function domainsWay(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  kind: "allowed" | "blocked",
): Way | "same" {
  // Without a list every host is allowed and none is blocked.
  const everything = kind === "allowed";
  const reaches = (from: readonly string[] | undefined, to: readonly string[] | undefined) => {
    if (to === undefined) return everything || (from ?? []).length === 0;
    return from === undefined
      ? !everything
      : from.every((entry) => to.some((other) => covers(other, entry)));
  };
  const [keepsAll, gainsNone] = [reaches(before, after), reaches(after, before)];
  if (keepsAll && gainsNone) return "same";
  if (!keepsAll && !gainsNone) return "different";
  return keepsAll === everything ? "looser" : "tighter";
}

function covers(wide: string, narrow: string): boolean {
  const [wideHost, widePath] = hostAndPath(wide);
  const [host, path] = hostAndPath(narrow);
  return widePath === ""
    ? host === wideHost || host.endsWith(`.${wideHost}`)
    : host === wideHost && path === widePath;
}

function hostAndPath(entry: string): [string, string] {
  const [host = "", ...path] = entry.replace(/\/$/, "").split("/");
  return [host.toLowerCase(), path.join("/")];
}

function together(ways: readonly (Way | "same")[]): Way | "same" {
  const moved = [...new Set(ways.filter((way) => way !== "same"))];
  return moved.length === 0 ? "same" : moved.length === 1 ? (moved[0] as Way) : "different";
}

/** Every right that a session has, whatever it is worth. */
export function subjectsOf({ builtIns, servers, customTools, others }: SessionRights): Subject[] {
  return [
    ...[...builtIns.keys()].map((tool): Subject => ({ kind: "builtIn", tool })),
    ...[...servers].flatMap(([server, { url, tools }]): Subject[] => [
      ...(url === undefined ? [] : [{ kind: "server" as const, server }]),
      ...(tools === undefined ? [] : [{ kind: "otherTools" as const, server }]),
      ...[...(tools?.named.keys() ?? [])].map(
        (tool): Subject => ({ kind: "mcpTool", server, tool }),
      ),
    ]),
    ...[...customTools.keys()].map((name): Subject => ({ kind: "custom", name })),
    ...others.map((entry): Subject => ({ kind: "other", entry })),
  ];
}
