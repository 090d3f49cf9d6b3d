import type { EngineEvent } from "./engine-run";
import { declaredBy, isFleet, type Resource } from "./program";
import type { SessionState } from "./world";

/** What the state may hold under a URN, told from programs and the engine's record alone. */
export interface Holding {
  /** One record, or several where an operation broke off and nobody knows which of them was stored. */
  readonly candidates: readonly Resource[];
  /** Keys that it has ever declared, and those of them that the sessions had before it did. */
  readonly declared: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  /** What single sessions had when the resource was made. */
  readonly atFirst: readonly string[];
}

export type Holdings = ReadonlyMap<string, Holding>;

const applying = ["create", "create-replacement", "update", "same", "replace", "import"];

/** The record of the program that a URN is about. */
export function recordFor(urn: string, resources: readonly Resource[]): Resource | undefined {
  const kind = kindOf(urn);
  return resources.find(
    (each) => urn.endsWith(`::${each.name}`) && isFleet(each) === (kind === "fleet"),
  );
}

export function kindOf(urn: string): "fleet" | "single" | undefined {
  const type = urn.split("::")[2] ?? "";
  if (type.endsWith(":AgentSessionOverrides")) return "fleet";
  return type.endsWith(":SessionOverrides") ? "single" : undefined;
}

/** Holdings after an operation, of which `resources` were the program's selected part. */
export function heldAfter(
  before: Holdings,
  events: readonly EngineEvent[],
  resources: readonly Resource[],
  sessions: ReadonlyMap<string, SessionState>,
): Holdings {
  const after = new Map(before);
  for (const { kind, op, urn, oldUrn } of events) {
    if (kindOf(urn) === undefined) continue;
    if (op === "delete" && kind === "done") after.delete(urn);
    const record = recordFor(urn, resources);
    if (record === undefined || !applying.includes(op)) continue;
    const old = after.get(urn) ?? after.get(oldUrn ?? "");
    after.set(
      urn,
      held(old, record, { isSure: kind === "done", isNew: op.startsWith("create") }, sessions),
    );
    if (kind === "done" && oldUrn !== undefined && oldUrn !== urn) after.delete(oldUrn);
  }
  return after;
}

function held(
  old: Holding | undefined,
  record: Resource,
  { isSure, isNew }: { readonly isSure: boolean; readonly isNew: boolean },
  sessions: ReadonlyMap<string, SessionState>,
): Holding {
  const { keys } = declaredBy(record);
  const had = sessions.get(record.of)?.keys ?? [];
  const kept = isNew && isSure ? undefined : old;
  const fresh = keys.filter((key) => !kept?.declared.has(key));
  return {
    candidates: isSure ? [record] : [...(old?.candidates ?? []), record],
    declared: new Set([...(kept?.declared ?? []), ...keys]),
    found: new Set([...(kept?.found ?? []), ...fresh.filter((key) => had.includes(key))]),
    atFirst: kept?.atFirst ?? had,
  };
}
