import type { EmptySectionName, SectionName, StackReport, Subject } from "../report";

/** The heading of a section, and what it means where that is not plain. */
export const headings: Readonly<Record<SectionName, string>> = {
  ends: "Ends for good",
  loosens: "Looser (more rights)",
  newHosts: "Hosts that become reachable",
  drift: "Changed elsewhere, behind the stack's back",
  tightens: "Tighter (fewer rights)",
  changes: "Other changes",
  takesOver: "Newly managed",
  released: "No longer managed",
  interrupts: "Work that may be interrupted",
  waits: "Never interrupted (waited for, if at work)",
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
    ? `${mark("mcp:S")} is the MCP server S, ${mark("mcp:S/T")} is its tool T, and ${mark("mcp:S/*")} is all its tools that have no entry of their own.`
    : undefined;
}

const timesNote =
  "Seconds count from when the deployment comes to a session. If it is still at work when its wait is over, or its interrupt does not take, its resource fails and nothing is written to it; what was deployed before that stays.";

/** What is said under the rows of a section, and once where it holds for two of them. */
export function sectionNote(
  name: SectionName,
  sections: StackReport["sections"],
): string | undefined {
  switch (name) {
    case "interrupts":
      return timesNote;
    case "waits":
      return sections.some((section) => section.name === "interrupts") ? undefined : timesNote;
    case "others":
      return "All other entries of others stay as they are.";
    default:
      return undefined;
  }
}

/** What a reviewer looks for and need not: sections that are known to be empty. */
export function nothingText({ nothingIn }: StackReport): string | undefined {
  return nothingIn.length === 0
    ? undefined
    : `No session ${listed.format(nothingIn.map((name) => noneWords[name]))}.`;
}

const listed = new Intl.ListFormat("en", { type: "disjunction" });

const noneWords: Readonly<Record<EmptySectionName, string>> = {
  ends: "ends for good",
  loosens: "gets looser",
  newHosts: "reaches new hosts",
  drift: "was changed elsewhere",
  tightens: "gets tighter",
  interrupts: "is interrupted",
  others: "has entries of others that are touched",
};
