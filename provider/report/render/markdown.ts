import type { Report, Row, Section, StackReport, Subject } from "../report";
import { type Extent, within } from "./budget";
import { code } from "./code";
import { exceptionsOf } from "./exceptions";
import { withoutCommands } from "./log-commands";
import {
  foldedSections,
  headings,
  legendOf,
  nothingText,
  operationText,
  othersText,
  sectionNote,
  sessionText,
} from "./words";

/** As many sessions as stand in a row without a fold. */
const inlineMax = 3;

/** The comment. Everything that others wrote stands in code spans; see `code`. */
export function renderMarkdown(report: Report, bytesMax: number): string {
  return within(bytesMax, (extent) => {
    const stacks = report.stacks.map((stack) => stackText(stack, extent));
    const overview = report.stacks.length === 1 ? [] : [overviewText(report)];
    return withoutCommands(
      `${[`## ${code(report.title)}`, ...overview, ...stacks].join("\n\n")}\n`,
    );
  });
}

function overviewText({ stacks }: Report): string {
  return stacks.map(({ stack, verdict }) => `- ${code(stack)}: **${verdict}**`).join("\n");
}

function stackText(report: StackReport, extent: Extent): string {
  const { project, stack, verdict, failure, sections, limits } = report;
  const others = othersText(report);
  const nothing = nothingText(report);
  const legend = legendOf(report, code);
  return [
    `### ${code(stack)} of ${code(project)}: ${operationText(report)}`,
    `**${verdict}**`,
    ...(failure === undefined
      ? []
      : [
          `Failed first${failure.subject.resource === undefined ? "" : ` on ${code(failure.subject.resource)}`}: ${code(failure.sentence, extent.sentenceMax * 2)}`,
        ]),
    ...(nothing === undefined ? [] : [nothing]),
    ...(legend === undefined ? [] : [legend]),
    ...sections.map((section) => sectionText(section, report, extent)),
    ...(limits.length === 0
      ? []
      : [
          ["**What this report does not know**", "", ...limits.map((limit) => `- ${limit}`)].join(
            "\n",
          ),
        ]),
    ...(others === undefined ? [] : [`Resources of other providers, not looked into: ${others}.`]),
  ].join("\n\n");
}

function sectionText({ name, rows }: Section, report: StackReport, extent: Extent): string {
  const note = sectionNote(name, report.sections);
  const shown = rows.slice(0, extent.rowsMax);
  const left = rows.slice(extent.rowsMax);
  const total = rows.reduce((sum, { subjects }) => sum + subjects.length, 0);
  const table = [
    "| Session | Resource | What |",
    "| --- | --- | --- |",
    ...shown.map((row) => rowText(row, report, extent)),
  ].join("\n");
  const body = [
    ...(shown.length === 0 ? [] : [table]),
    ...(left.length === 0 ? [] : [leftText(left)]),
    ...(note === undefined ? [] : [note]),
  ].join("\n\n");
  return foldedSections.includes(name) && total > inlineMax
    ? `<details><summary>${headings[name]}: ${total}</summary>\n\n${body}\n\n</details>`
    : `#### ${headings[name]}: ${total}\n\n${body}`;
}

function leftText(rows: readonly Row[]): string {
  const subjects = rows.reduce((sum, row) => sum + row.subjects.length, 0);
  return `… and ${rows.length} more, of ${subjects} resources, left out for length.`;
}

function rowText(row: Row, report: StackReport, extent: Extent): string {
  const { sentences, subjects } = row;
  const what = sentences.map((sentence) => code(sentence, extent.sentenceMax)).join("<br>");
  if (subjects.length <= inlineMax) {
    const names = (told: (subject: Subject) => string | undefined) =>
      subjects.map((subject) => cell(told(subject))).join("<br>");
    return `| ${names(sessionText)} | ${names(({ resource }) => resource)} | ${what} |`;
  }
  const named = subjects.slice(0, extent.subjectsMax);
  const more = subjects.length - named.length;
  const list = named.map((subject) => `${cell(sessionText(subject))} (${cell(subject.resource)})`);
  const rest = more === 0 ? "" : `${list.length === 0 ? "" : ", "}and ${more} more`;
  const but = exceptionsOf(row, report).map(({ resource }) => cell(resource));
  const all = but.length === 0 ? "" : `, all but ${but.join(", ")}`;
  return `| **${subjects.length} sessions**${all} | <details><summary>which</summary>${list.join(", ")}${rest}</details> | ${what} |`;
}

function cell(text: string | undefined): string {
  return text === undefined ? "" : code(text, 100);
}
