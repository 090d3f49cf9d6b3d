import { shownText } from "../../model/shown-text";
import { driftBeginnings } from "../../plan/drift-statements";
import type { Operation, PolicyFinding, Resource } from "../facts";
import { parseUrn } from "../read/urn";
import {
  type Counts,
  type Row,
  type Section,
  type SectionName,
  type StackReport,
  type Subject,
  sectionNames,
} from "../report";
import { type Finding, subjectOf } from "./finding";
import { heirsIn } from "./heirs";
import { judgeResource } from "./judge-resource";
import { limitsOf, nothingIn } from "./limits";
import type { Look } from "./live";
import { stackVerdict } from "./verdict";

/** An operation, and where sessions were asked, what they said, by URN. */
export interface Judged {
  readonly operation: Operation;
  readonly looks?: ReadonlyMap<string, Look>;
}

/** What the report says of one operation on one stack. */
export function judgeOperation({ operation, looks }: Judged): StackReport {
  const heirOf = heirsIn(operation);
  const findings = [
    ...operation.resources.flatMap((resource) =>
      judgeResource(resource, { heirOf }, looks?.get(resource.urn)),
    ),
    ...operation.findings.map(policyFinding),
  ];
  const sections = sectionNames.flatMap((name) => sectionOf(name, findings));
  const counts = countsOf(findings);
  const failure = failureToShow(operation);
  const { project, stack, kind, others, hasFailed } = operation;
  return {
    project: shownText(project),
    stack: shownText(stack),
    operation: kind,
    verdict: stackVerdict(counts, { kind, hasFailed, undone: findings.filter(isUndone).length }),
    counts,
    ...(failure === undefined ? {} : { failure }),
    sections,
    nothingIn: nothingIn(operation, counts),
    otherProviders: others,
    isLooked: looks !== undefined,
    limits: limitsOf(operation, counts, looks !== undefined),
  };
}

/** What says the same of many stands once; what is said of few comes first, or it would not be found. */
function sectionOf(name: SectionName, findings: readonly Finding[]): Section[] {
  const rows = new Map<string, { sentences: readonly string[]; subjects: Subject[] }>();
  for (const { section, sentences, subject } of findings) {
    if (section === name) {
      const same = JSON.stringify(sentences);
      const row = rows.get(same) ?? { sentences: sentences.filter(Boolean), subjects: [] };
      row.subjects.push(subject);
      rows.set(same, row);
    }
  }
  for (const { subjects } of rows.values()) {
    subjects.sort(byName);
  }
  return rows.size === 0 ? [] : [{ name, rows: [...rows.values()].sort(byRisk) }];
}

/** In whatever order the engine came to them, the report is the same. */
const byName = (left: Subject, right: Subject) => (nameOf(left) < nameOf(right) ? -1 : 1);
const byRisk = (left: Row, right: Row) =>
  left.subjects.length - right.subjects.length ||
  byName(left.subjects[0] ?? {}, right.subjects[0] ?? {});

function nameOf({ session, agent, resource }: Subject): string {
  return `${session ?? agent ?? ""} ${resource ?? ""}`;
}

/** All that somebody else changed of it is put back. */
const isUndone = ({ section, sentences }: Finding) =>
  section === "drift" &&
  sentences.every(
    (sentence) => /^tightens /.test(sentence) || sentence.startsWith(driftBeginnings.undone),
  );

function countsOf(findings: readonly Finding[]): Counts {
  const count = (name: SectionName) => findings.filter(({ section }) => section === name).length;
  return Object.fromEntries(sectionNames.map((name) => [name, count(name)])) as Counts;
}

function policyFinding({ policy, pack, level, urn, message }: PolicyFinding): Finding {
  const name = parseUrn(urn)?.name;
  return {
    section: "policy",
    subject: name === undefined ? {} : { resource: shownText(name), urn: shownText(urn) },
    sentences: [
      `${shownText(level)}: ${shownText(pack)}/${shownText(policy)}: ${shownText(message, 1_000)}`,
    ],
  };
}

function failureToShow({ firstError, hasFailed, isCutOff, resources }: Operation) {
  if (firstError === undefined) {
    const sentence = isCutOff
      ? "what was to be read breaks off in the middle; the operation may have been killed"
      : "the operation failed without saying why";
    return hasFailed ? { subject: {}, sentence } : undefined;
  }
  const about = resources.find(({ urn }: Resource) => urn === firstError.urn);
  const name = parseUrn(firstError.urn)?.name;
  const subject = about
    ? subjectOf(about)
    : name === undefined
      ? {}
      : { resource: shownText(name) };
  return { subject, sentence: shownText(firstError.text, 2_000) };
}
