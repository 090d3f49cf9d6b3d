import * as z from "zod";
import { noEffect, ProviderError } from "../errors";
import { atMostSchema } from "./ceiling";
import {
  absentSchema,
  type ManagedArrays,
  type SessionOverridesInputs,
  sessionOverridesSchema,
} from "./inputs";
import { depthMax, isDeeperThan, isObject } from "./json";
import { type Origin, parseOrigin } from "./origin";
import { defaultDeletePolicy } from "./policies";
import type { PropertyRecord } from "./property-record";
import { safeParse } from "./safe-parse";
import { storedArraysShape } from "./stored-arrays";

/**
 * What Pulumi stores for a resource: the checked inputs again, and what stands still about the session. Nothing that
 * moves by itself (status, usage, `updated_at`) is stored, or every refresh of a working session would look like drift.
 */
export interface SessionOverridesState extends SessionOverridesInputs {
  readonly access: unknown;
  /** Present once `expiresAt` has passed: the resource holds nothing any more. */
  readonly expired?: true;
  readonly agentId: string;
  /** Present once the session is archived, by whomever. */
  readonly archivedAt?: string;
  /** Present once the session has ended after an error. */
  readonly terminated?: true;
  /** How things stood when the resource took over, for `restore`; a secret, because others' entries are in it. */
  readonly baseline?: string;
  /** After an update that failed half way: keys that were owned before it and are to go. */
  readonly dropping?: DroppedKeys;
  /** Who answered when the session was last written or taken over. */
  readonly origin?: Origin;
}

/** The part of the state that only the provider understands. */
export type Ledger = Pick<SessionOverridesState, "baseline" | "dropping" | "origin">;

export interface DroppedKeys {
  readonly tools: readonly string[];
  readonly mcpServers: readonly string[];
}

/**
 * Reads the inputs out of what was stored, or out of checked inputs that are fully known. Keys that are no inputs are
 * passed over, because every state that any version ever wrote must stay readable.
 *
 * Throws a `ProviderError` if the record was not written by this package.
 */
export function parseInputs(record: PropertyRecord): SessionOverridesInputs {
  const inputs = parseStored<StoredInputs>(storedSessionOverridesSchema, record);
  return { ...inputs, onDelete: inputs.onDelete ?? defaultDeletePolicy(inputs.ownership) };
}

/** An import knows no policy yet; every state has one. */
type StoredInputs = Omit<SessionOverridesInputs, "onDelete"> &
  Partial<Pick<SessionOverridesInputs, "onDelete">>;

// Made once: zod compiles a schema when it is first used, which takes longer than parsing a hundred records.
const storedSessionOverridesSchema = sessionOverridesSchema.extend(storedArraysShape);

/** The arrays alone, of whatever resource wrote the record. */
export function parseArrays(record: PropertyRecord): ManagedArrays {
  const arrays =
    parsedArrays.get(record) ?? parseStored<ManagedArrays>(storedManagedArraysSchema, record);
  parsedArrays.set(record, arrays);
  return arrays;
}

/** Records never change, and a preview asks for the same arrays again and again. */
const parsedArrays = new WeakMap<PropertyRecord, ManagedArrays>();

const storedManagedArraysSchema = z.object(storedArraysShape);

/**
 * Whether the arrays, and what must be absent from them, can be compared at all. A state may have been edited by hand,
 * and a policy of the engine may change inputs after they were checked.
 */
export function hasReadableArrays(record: PropertyRecord): boolean {
  const known = readables.get(record);
  if (known !== undefined) {
    return known;
  }
  const { tools, mcpServers, absent, atMost } = record;
  const parsed = safeParse(readableArraysSchema, { tools, mcpServers, absent, atMost });
  readables.set(record, parsed.success);
  return parsed.success;
}

/** Records never change, and each part of a preview asks for itself. */
const readables = new WeakMap<PropertyRecord, boolean>();

const readableArraysSchema = storedManagedArraysSchema.extend({
  absent: absentSchema.nullish(),
  atMost: atMostSchema.nullish(),
});

/** As {@link parseInputs}, for the inputs of any resource; `schema` has the shape of stored arrays already. */
export function parseStored<Inputs>(schema: z.ZodObject, record: PropertyRecord): Inputs {
  const keys = Object.keys(schema.shape);
  const known = Object.fromEntries(
    Object.entries(record).filter(([key, value]) => keys.includes(key) && value !== null),
  );
  const result = safeParse(schema, known);
  const isTooDeep = isDeeperThan(known, depthMax);
  if (!result.success || isTooDeep) {
    const issue = result.error?.issues[0];
    const problem = isTooDeep
      ? `nested more than ${depthMax} levels deep`
      : `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
    throw new ProviderError("invalid", {
      seen: `the stored inputs cannot be read (${problem}).`,
      effect: noEffect,
      advice:
        "They were written by another version or edited by hand; refresh the stack, or restore the last good state.",
    });
  }
  return result.data as Inputs;
}

/** The part of a stored record that only the provider understands; every verb carries it on. */
export function parseLedger(record: PropertyRecord | undefined): Ledger {
  const { baseline, dropping } = record ?? {};
  const origin = parseOrigin(record?.origin);
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(typeof baseline === "string" ? { baseline } : {}),
    ...(isObject(dropping)
      ? { dropping: { tools: strings(dropping.tools), mcpServers: strings(dropping.mcpServers) } }
      : {}),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Whether a record is a state at all, and not the little that an import or a `.get()` knows: every state has a policy. */
export function isStored(record: PropertyRecord): boolean {
  return typeof record.onDelete === "string";
}
