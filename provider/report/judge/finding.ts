import { shownText } from "../../model/shown-text";
import type { Resource } from "../facts";
import type { SectionName, Subject } from "../report";
import type { Told } from "./live";

/** What is said of one resource in one section. */
export interface Finding {
  readonly section: SectionName;
  readonly subject: Subject;
  readonly sentences: readonly string[];
}

/** Names are others' text, and of any length. */
const nameMax = 200;
const sentenceMax = 1_000;

export function subjectOf({ name, urn, declared, found, saved }: Resource): Subject {
  const known = { ...saved, ...found, ...declared };
  const { sessionId, agentId } = known;
  const resource = { resource: shownText(name, nameMax), urn: shownText(urn, 2 * nameMax) };
  if (typeof sessionId === "string") {
    return { session: shownText(sessionId, nameMax), ...resource };
  }
  // A resource of one session knows its agent too; its session is not known yet.
  const isFleet = sessionId === undefined && typeof agentId === "string";
  return isFleet ? { agent: shownText(agentId, nameMax), ...resource } : resource;
}

export function told(sentence: string): string {
  return shownText(sentence, sentenceMax);
}

/** One finding for each section that something is said in. */
export function findingsOf(subject: Subject, all: Told): Finding[] {
  const bySection = new Map<SectionName, string[]>();
  for (const [section, sentence] of all) {
    bySection.set(section, [...new Set([...(bySection.get(section) ?? []), told(sentence)])]);
  }
  return [...bySection].map(([section, sentences]) => ({ section, subject, sentences }));
}
