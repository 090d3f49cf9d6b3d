import { shownText } from "../../model/shown-text";
import type { Report, Row, Section, StackReport } from "../report";
import { type Extent, within } from "./budget";
import { exceptionsOf } from "./exceptions";
import { withoutCommands } from "./log-commands";
import {
  headings,
  legendOf,
  nothingText,
  operationText,
  othersText,
  sectionNote,
  sessionText,
} from "./words";

/** For a terminal or a log. What others wrote is escaped, so that it moves no cursor, begins no line and is no command. */
export function renderText(report: Report, bytesMax: number): string {
  return within(bytesMax, (extent) =>
    withoutCommands(
      `${[shownText(report.title), ...report.stacks.map((stack) => stackText(stack, extent))].join("\n\n")}\n`,
    ),
  );
}

function stackText(report: StackReport, extent: Extent): string {
  const { project, stack, verdict, failure, sections, limits } = report;
  const others = othersText(report);
  const nothing = nothingText(report);
  const legend = legendOf(report, (key) => key);
  return [
    `${shownText(stack)} of ${shownText(project)}: ${operationText(report)}\n${verdict}`,
    ...(failure === undefined
      ? []
      : [
          `Failed first${failure.subject.resource === undefined ? "" : ` on ${shownText(failure.subject.resource)}`}: ${shownText(failure.sentence, extent.sentenceMax * 2)}`,
        ]),
    ...(nothing === undefined ? [] : [nothing]),
    ...(legend === undefined ? [] : [legend]),
    ...sections.map((section) => sectionText(section, report, extent)),
    ...(limits.length === 0
      ? []
      : [["What this report does not know", ...limits.map((limit) => `  ${limit}`)].join("\n")]),
    ...(others === undefined ? [] : [`Resources of other providers, not looked into: ${others}.`]),
  ].join("\n\n");
}

function sectionText({ name, rows }: Section, report: StackReport, extent: Extent): string {
  const note = sectionNote(name, report.sections);
  const shown = rows.slice(0, extent.rowsMax);
  const left = rows.slice(extent.rowsMax);
  const count = (some: readonly Row[]) =>
    some.reduce((sum, { subjects }) => sum + subjects.length, 0);
  return [
    `${headings[name]}: ${count(rows)}`,
    ...shown.map((row) => rowText(row, report, extent)),
    ...(left.length === 0
      ? []
      : [`  … and ${left.length} more, of ${count(left)} resources, left out for length.`]),
    ...(note === undefined ? [] : [`  ${note}`]),
  ].join("\n");
}

function rowText(row: Row, report: StackReport, extent: Extent): string {
  const { sentences, subjects } = row;
  const named = subjects.slice(0, Math.max(1, extent.subjectsMax)).map((subject) => {
    const session = sessionText(subject);
    const resource = subject.resource ?? "the stack";
    return shownText(session === undefined ? resource : `${session} (${resource})`, 200);
  });
  const more = subjects.length - named.length;
  const but = exceptionsOf(row, report).map(({ resource }) => shownText(resource ?? "", 200));
  const all = but.length === 0 ? "" : `, all but ${but.join(", ")}`;
  const who = `${subjects.length > 3 ? `${subjects.length} sessions${all}: ` : ""}${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
  return [
    `  ${who}`,
    ...sentences.map((sentence) => `    ${shownText(sentence, extent.sentenceMax)}`),
  ].join("\n");
}
