import type { SectionName, StackReport, Subject } from "../report";

/** The heading of a section, and what it means where that is not plain. */
export const headings: Readonly<Record<SectionName, string>> = {
  ends: "Ends for good",
  loosens: "More rights",
  newHosts: "Hosts that become reachable",
  drift: "Changed behind the stack's back",
  tightens: "Fewer rights",
  changes: "Other changes",
  takesOver: "Newly managed",
  released: "No longer managed",
  interrupts: "Work that may be interrupted",
  waits: "Waited for, never interrupted",
  others: "Entries of others that are touched",
  policy: "Policy findings",
  unknown: "Not known",
  notes: "What else the provider said",
  unchanged: "Unchanged",
};

/** Sections that are there to be looked up, where they name more than a few. */
export const foldedSections: readonly SectionName[] = ["waits", "notes", "unchanged"];

const operations: Readonly<Record<StackReport["operation"], string>> = {
  preview: "what a deployment would do",
  up: "what was deployed",
  refresh: "what a refresh found",
  destroy: "what was destroyed",
};

export function operationText({ operation }: StackReport): string {
  return operations[operation];
}

/** `sesn_1`, `every session of agent_1`; what is not known yet is said. */
export function sessionText({ session, agent }: Subject): string | undefined {
  return session ?? (agent === undefined ? undefined : `sessions of ${agent}`);
}

/** `3 updated, 1 deleted`, in the engine's words. */
export function othersText({ otherProviders }: StackReport): string | undefined {
  const steps = Object.entries(otherProviders).filter(([op]) => op !== "same");
  return steps.length === 0 ? undefined : steps.map(([op, count]) => `${count} ${op}`).join(", ");
}

/** Keys of rights of MCP servers, explained once where there are any; keys stand in `mark`. */
export function legendOf(
  { sections }: StackReport,
  mark: (key: string) => string,
): string | undefined {
  const told = sections.flatMap(({ rows }) => rows.flatMap(({ sentences }) => sentences));
  return told.some((sentence) => /\bmcp:/.test(sentence))
    ? `${mark("mcp:S")} is the server S, ${mark("mcp:S/*")} every tool of it that has no entry of its own, ${mark("mcp:S/T")} its tool T.`
    : undefined;
}

const timesNote =
  "Times count from when the deployment comes to the session. A wait that ends in vain is an error, and nothing is written.";

/** What is said under the rows of a section, once. */
export const sectionNotes: Readonly<Partial<Record<SectionName, string>>> = {
  interrupts: timesNote,
  waits: timesNote,
  others: "Every entry of others that is not named here stays, on every session.",
};
