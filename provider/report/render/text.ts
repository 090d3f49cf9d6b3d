import { shownText } from "../../model/shown-text";
import type { Report, Row, Section, StackReport } from "../report";
import { type Extent, within } from "./budget";
import { headings, legendOf, operationText, othersText, sectionNotes, sessionText } from "./words";

/** For a terminal or a log. What others wrote is escaped, so that it moves no cursor and begins no line. */
export function renderText(report: Report, bytesMax: number): string {
  return within(
    bytesMax,
    (extent) =>
      `${[shownText(report.title), ...report.stacks.map((stack) => stackText(stack, extent))].join("\n\n")}\n`,
  );
}

function stackText(report: StackReport, extent: Extent): string {
  const { project, stack, verdict, failure, sections, limits } = report;
  const others = othersText(report);
  const legend = legendOf(report, (key) => key);
  return [
    `${shownText(stack)} of ${shownText(project)}: ${operationText(report)}\n${verdict}`,
    ...(failure === undefined
      ? []
      : [
          `Failed first${failure.subject.resource === undefined ? "" : ` on ${shownText(failure.subject.resource)}`}: ${shownText(failure.sentence, extent.sentenceMax * 2)}`,
        ]),
    ...(legend === undefined ? [] : [legend]),
    ...sections.map((section) => sectionText(section, extent)),
    ...(limits.length === 0
      ? []
      : [["What this report does not know", ...limits.map((limit) => `  ${limit}`)].join("\n")]),
    ...(others === undefined ? [] : [`Resources of other providers, not looked into: ${others}.`]),
  ].join("\n\n");
}

function sectionText({ name, rows }: Section, extent: Extent): string {
  const shown = rows.slice(0, extent.rowsMax);
  const left = rows.slice(extent.rowsMax);
  const count = (some: readonly Row[]) =>
    some.reduce((sum, { subjects }) => sum + subjects.length, 0);
  return [
    `${headings[name]}: ${count(rows)}`,
    ...shown.map((row) => rowText(row, extent)),
    ...(left.length === 0
      ? []
      : [`  … and ${left.length} more, of ${count(left)} resources, left out for length.`]),
    ...(sectionNotes[name] === undefined ? [] : [`  ${sectionNotes[name]}`]),
  ].join("\n");
}

function rowText({ sentences, subjects }: Row, extent: Extent): string {
  const named = subjects.slice(0, Math.max(1, extent.subjectsMax)).map((subject) => {
    const session = sessionText(subject);
    const resource = subject.resource ?? "the stack";
    return shownText(session === undefined ? resource : `${session} (${resource})`, 200);
  });
  const more = subjects.length - named.length;
  const who = `${subjects.length > 3 ? `${subjects.length} sessions: ` : ""}${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
  return [
    `  ${who}`,
    ...sentences.map((sentence) => `    ${shownText(sentence, extent.sentenceMax)}`),
  ].join("\n");
}
