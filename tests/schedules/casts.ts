import type { Name, Writer } from "./writers";

/** Who writes on one session at once, and what it has when they begin. */
export interface Cast {
  readonly title: string;
  readonly initially: readonly Name[];
  readonly writers: readonly Writer[];
}

/** A cast in which one of our writers can take another's late write for a replacement on purpose. */
export interface CrowdedCast extends Cast {
  /** The share of schedules, in per cent, in which an entry may get lost until the next refresh. */
  readonly lostPerCentMax: number;
}

const shared = { kind: "shared", name: "shared", declares: ["ours"] } as const;
const dropping = {
  kind: "shared",
  name: "dropping",
  declares: ["kept", "new"],
  drops: ["kept", "dropped"],
} as const;
const other = { kind: "shared", name: "other", declares: ["our_other"] } as const;
const exclusive = { kind: "exclusive", name: "exclusive", declares: ["alone", "ours"] } as const;
const script = {
  kind: "script",
  name: "script",
  edits: [{ adds: ["theirs_1"] }, { adds: ["theirs_2"], removes: ["foreign_1"] }],
} as const;
const shortScript = { kind: "script", name: "script", edits: [{ adds: ["theirs_1"] }] } as const;
const wavering = {
  kind: "script",
  name: "wavering",
  edits: [{ adds: ["theirs_3"] }, { removes: ["theirs_3"] }],
} as const;
const longScript = {
  kind: "script",
  name: "long_script",
  edits: ["a", "b", "c"].map((name) => ({ adds: [`theirs_${name}`] })),
} as const;

const initially = ["foreign_1", "kept", "dropped", "foreign_2"];

const castOf = (title: string, ...writers: readonly Writer[]): Cast => ({
  title,
  initially,
  writers,
});

/** Few enough steps that every schedule there is can be run; with a lagging record, many of two processes. */
export const smallCasts: readonly Cast[] = [
  castOf("ours and a script", shared, shortScript),
  castOf("ours and a script that edits twice", shared, script),
  castOf("ours that drops an entry and a script", dropping, shortScript),
  castOf("two of ours in two processes", shared, other),
  castOf(
    "two of ours in one process",
    { ...shared, process: "one" },
    { ...dropping, process: "one" },
  ),
  castOf("ours exclusive and a script", exclusive, shortScript),
  castOf("ours shared and ours exclusive", other, exclusive),
];

/** Too many schedules to run all of them. */
export const largeCasts: readonly Cast[] = [
  castOf(
    "two of ours in one process and a script",
    { ...shared, process: "one" },
    { ...dropping, process: "one" },
    script,
  ),
  castOf("ours shared, ours exclusive and a script", other, exclusive, script),
  castOf("ours and two scripts", dropping, script, wavering),
  castOf("ours and a script that edits three times", dropping, longScript),
  castOf("ours and a script that takes back what it did", shared, wavering),
];

/**
 * Three independent writers at once, two of them ours in processes of their own. From the record alone, a late write
 * of one process cannot always be told from a replacement, nor a rewrite of ours from the same rewrite of another
 * process: few schedules lose an entry, and no more than these.
 */
export const crowdedCasts: readonly CrowdedCast[] = [
  {
    ...castOf("two of ours in two processes and a script", shared, dropping, script),
    lostPerCentMax: 0.5,
  },
  { ...castOf("three of ours in three processes", shared, other, dropping), lostPerCentMax: 1 },
];
