import type { Row, StackReport, Subject } from "../report";

/** Below this many a reader sees for himself who is not among them. */
const manyMin = 10;
const exceptionsMax = 5;

/**
 * Of a row about nearly all resources of a report, those that it is not about: `all but desk-117`. Nothing where they
 * are many, or the row is about few.
 */
export function exceptionsOf({ subjects }: Row, { sections }: StackReport): readonly Subject[] {
  if (subjects.length < manyMin) {
    return [];
  }
  const named = new Set(subjects.map(nameOf));
  const rest = new Map(
    sections
      .filter(({ name }) => name !== "unchanged")
      .flatMap(({ rows }) => rows.flatMap((row) => row.subjects))
      .map((subject) => [nameOf(subject), subject] as const)
      .filter(([name]) => !named.has(name)),
  );
  return rest.size > exceptionsMax ? [] : [...rest.values()];
}

const nameOf = ({ urn, session }: Subject) => `${urn} ${session}`;
