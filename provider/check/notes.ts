import * as z from "zod";
import { jsonOf } from "../model/json";
import type { Claim } from "./claims";
import { levelClaimSchemas } from "./rights-claims";
import type { Scope } from "./scopes";

/*
 * What the provider's processes of one operation of the engine tell each other. Each explicit provider, and the dynamic
 * and the native host, are processes of their own; a resource may be checked in one of them and deleted in another.
 * There are ids, names and keys in a note, and no secret.
 */

/** What a resource means: one session, or those of an agent. */
export type Subject =
  | { readonly kind: "session"; readonly sessionId: string }
  | { readonly kind: "fleet"; readonly scope: Scope };

/** What a resource declares of which sessions. */
export interface Declared {
  /** Undefined while it is not known. */
  readonly subject?: Subject | undefined;
  readonly claims: readonly Claim[];
}

export type Note =
  /** The engine checked a resource: it is in the program. `before` tells what it was until now from all others. */
  | {
      readonly kind: "checked";
      readonly urn: string;
      readonly declared: Declared;
      readonly before?: string | undefined;
    }
  /** A look, or a state, showed which agent a session is of. */
  | { readonly kind: "agent"; readonly sessionId: string; readonly agentId: string }
  /** The engine asked what would become of the resource if something it depends on were replaced. */
  | { readonly kind: "condemned"; readonly urn: string }
  /** The program looks at a session under this name, without managing it. */
  | { readonly kind: "read"; readonly urn: string };

/** Where processes of one operation leave notes for each other. Neither method waits or fails. */
export interface NoticeBoard {
  post(note: Note): void;
  /** The notes of others since the last call. */
  read(): readonly Note[];
  /** What this process posted, and what it has read, is of an operation that is over. */
  clear(): void;
}

/** For a process that is alone. */
export const lonelyBoard: NoticeBoard = { post() {}, read: () => [], clear() {} };

const arrayName = z.enum(["tools", "mcpServers"]);
const path = z.array(z.union([z.string(), z.number()]));
const claim = z.union([
  z.object({ kind: z.literal("whole"), array: arrayName, keys: z.array(z.string()), path }),
  z.object({ kind: z.enum(["entry", "absent"]), array: arrayName, key: z.string(), path }),
  ...levelClaimSchemas,
]);
const subject = z.union([
  z.object({ kind: z.literal("session"), sessionId: z.string() }),
  z.object({
    kind: z.literal("fleet"),
    scope: z.object({
      agentId: z.string(),
      agentVersion: z.number().optional(),
      createdAfter: z.string().optional(),
      createdBefore: z.string().optional(),
      exclude: z.array(z.string()),
      isOpen: z.boolean(),
    }),
  }),
]);
const note = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("checked"),
    urn: z.string(),
    declared: z.object({ subject: subject.optional(), claims: z.array(claim) }),
    before: z.string().optional(),
  }),
  z.object({ kind: z.literal("agent"), sessionId: z.string(), agentId: z.string() }),
  z.object({ kind: z.literal("condemned"), urn: z.string() }),
  z.object({ kind: z.literal("read"), urn: z.string() }),
]);

/** Undefined for a text that is no note, or one of another version of this package. */
export function parseNote(text: string): Note | undefined {
  return note.safeParse(jsonOf(text)).data;
}
