import { isObject } from "./json";
import type { McpServer } from "./mcp-servers";
import type { Tool } from "./tools";

/** One member of an entry that is set to another value; the path is in the user's spelling, as the value is. */
export interface Edit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * The wire form of a foreign entry with some members set; everything else in it goes out byte for byte. Only the api
 * room looks inside, and edits may be laid over edits.
 */
export class EditedRaw {
  constructor(
    readonly raw: unknown,
    readonly edits: readonly Edit[],
  ) {}
}

/** One entry of an array to send: ours in the user's spelling, or a foreign one exactly as it came. */
export type OutgoingEntry<Entry> =
  | { readonly kind: "own"; readonly entry: Entry }
  /** Ours, and so on the session already: it goes back as the session has it. */
  | { readonly kind: "kept"; readonly entry: Entry; readonly raw: unknown }
  | { readonly kind: "foreign"; readonly entry: Entry; readonly raw: unknown }
  /** A foreign entry of which a few members are set; `entry` has them already. */
  | { readonly kind: "edited"; readonly entry: Entry; readonly raw: EditedRaw };

export type OwnEntry<Entry> = Extract<OutgoingEntry<Entry>, { readonly kind: "own" | "kept" }>;

export function isOwn<Entry>(outgoing: OutgoingEntry<Entry>): outgoing is OwnEntry<Entry> {
  return outgoing.kind === "own" || outgoing.kind === "kept";
}

/** The wire form that a foreign entry was found with, before any edit; undefined for our own. */
export function foundRaw(outgoing: OutgoingEntry<unknown>): unknown {
  switch (outgoing.kind) {
    case "own":
    case "kept":
      return undefined;
    case "foreign":
      return outgoing.raw;
    case "edited":
      return outgoing.raw.raw;
  }
}

/** Both arrays as the session is to have them, each entry as it would go out. */
export interface EffectiveArrays {
  readonly tools: readonly OutgoingEntry<Tool>[];
  readonly mcpServers: readonly OutgoingEntry<McpServer>[];
}

/** The replacement arrays of one update. A member left out keeps what the session has (API §2.3). */
export interface SessionPatch {
  readonly tools?: readonly OutgoingEntry<Tool>[];
  readonly mcpServers?: readonly OutgoingEntry<McpServer>[];
}

/** The value with members set. What lies on a path and is not there, or null, is made; the rest is shared, not copied. */
export function withEdits(value: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce((edited, { path, value: member }) => withMember(edited, path, member), value);
}

function withMember(holder: unknown, [first, ...rest]: Edit["path"], value: unknown): unknown {
  if (first === undefined) {
    return value;
  }
  if (typeof first === "number") {
    const items = Array.isArray(holder) ? [...(holder as unknown[])] : [];
    items[first] = withMember(items[first], rest, value);
    return items;
  }
  const members = isObject(holder) ? holder : {};
  return { ...members, [first]: withMember(members[first], rest, value) };
}
