/*
 * A program as data: what a person would write in TypeScript, one record per resource. Sessions are `sesn_…`, agents
 * `agent_…`; a resource of an agent is an `AgentSessionOverrides`, one of a session a `SessionOverrides`.
 */

export type Host = "dynamic" | "native";
export type OnDelete = "archive" | "delete" | "retain" | "restore";

/** What is declared, by a word for each kind; `declaredKeys` says which entries that is. */
export type Entries = "c1" | "c2" | "ask" | "allow" | "linear" | "none" | "bare" | "nothing";
export type Absent = "c2" | "linear" | "linear toolset";

export interface Resource {
  readonly name: string;
  /** The session; for all of an agent, the agent. */
  readonly of: string;
  readonly entries: Entries;
  /** Default: the host that the history is played in. */
  readonly host?: Host;
  /** An explicit provider, which is another process. */
  readonly provider?: "second";
  readonly shared?: boolean;
  readonly absent?: Absent;
  readonly onDelete?: OnDelete;
  readonly exclude?: readonly string[];
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly dependsOn?: string;
  /** The session is not written out: it is the output of the resource `lookup`. */
  readonly looksUp?: boolean;
  /** Names that it had before. */
  readonly aliases?: readonly string[];
}

/** `sessions.map((session, index) => new SessionOverrides(`item-${index}`, …))`. */
export interface List {
  readonly sessions: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  /** Each item depends on the one before. */
  readonly chained?: boolean;
}

/** A resource of another provider that finds out a session's id; another generation replaces it. */
export interface Lookup {
  readonly session: string;
  readonly generation: number;
  readonly deleteBeforeReplace?: boolean;
}

export interface Program {
  readonly resources: readonly Resource[];
  readonly list?: List;
  readonly lookup?: Lookup;
}

export const emptyProgram: Program = { resources: [] };

export const isFleet = ({ of }: Pick<Resource, "of">): boolean => of.startsWith("agent_");

/** What deleting the resource does to its sessions: the rule that users are promised, defaults included. */
export function policyOf(resource: Resource): OnDelete {
  // The resource of an agent has nothing to restore, and is declared without a policy then.
  if (isFleet(resource) && resource.onDelete === "restore") return "retain";
  if (resource.onDelete !== undefined) return resource.onDelete;
  if (isFleet(resource)) return "retain";
  return resource.shared ? "restore" : "archive";
}

/** All resources, those of the list and looked-up sessions written out. */
export function resourcesOf({ resources, list, lookup }: Program): readonly Resource[] {
  const items = (list?.sessions ?? []).map((of, index): Resource => {
    const { deleteBeforeReplace, chained } = list ?? {};
    return {
      name: `item-${index}`,
      of,
      entries: "c1",
      ...(deleteBeforeReplace ? { deleteBeforeReplace } : {}),
      ...(chained && index > 0 ? { dependsOn: `item-${index - 1}` } : {}),
    };
  });
  const found = resources.map((each) =>
    each.looksUp && lookup !== undefined ? { ...each, of: lookup.session } : each,
  );
  return [...found, ...items];
}

/** Keys as users write them in `absent`: of tools, and of servers with `server:` before them. */
export interface Declared {
  readonly keys: readonly string[];
  /** Arrays that are declared as a whole, so that nothing else may be in them. */
  readonly whole: readonly ("tools" | "servers")[];
  readonly absent: readonly string[];
}

const keysOfEntries: Readonly<Record<Entries, readonly string[]>> = {
  c1: ["custom:c1"],
  c2: ["custom:c2"],
  ask: ["agent_toolset_20260401"],
  allow: ["agent_toolset_20260401"],
  linear: ["mcp:linear", "server:linear"],
  none: [],
  bare: ["custom:c1"],
  nothing: [],
};

const keysOfAbsent: Readonly<Record<Absent, readonly string[]>> = {
  c2: ["custom:c2"],
  // Taking out a server takes out its toolset, and the other way round.
  linear: ["mcp:linear", "server:linear"],
  "linear toolset": ["mcp:linear", "server:linear"],
};

export function declaredBy({ entries, shared, absent }: Resource): Declared {
  const whole =
    shared || entries === "nothing"
      ? []
      : entries === "bare"
        ? (["tools"] as const)
        : (["tools", "servers"] as const);
  return {
    keys: keysOfEntries[entries],
    whole,
    absent: shared && absent !== undefined ? keysOfAbsent[absent] : [],
  };
}

/** Whether an agent or session that a resource names covers this session. */
export function covers(
  { of, exclude }: Pick<Resource, "of" | "exclude">,
  session: { readonly id: string; readonly agent: string },
): boolean {
  return of === session.id || (of === session.agent && !(exclude ?? []).includes(session.id));
}
