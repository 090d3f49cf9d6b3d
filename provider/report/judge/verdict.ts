import type { Counts, StackReport } from "../report";

type Kind = StackReport["operation"];

/** What the line depends on beside the counts; `undone`: resources of which all that was changed elsewhere is put back. */
export interface Circumstances {
  readonly kind: Kind;
  readonly hasFailed: boolean;
  readonly undone: number;
}

/** The one line that a reviewer reads first, in the order of the sections: what ends, what gets more, what somebody else did. */
export function stackVerdict(counts: Counts, { kind, hasFailed, undone }: Circumstances): string {
  const parts = [
    ...(counts.ends === 0 ? [] : [`${counts.ends} ended for good`]),
    ...(counts.loosens === 0 ? [] : [`${counts.loosens} looser`]),
    ...(counts.newHosts === 0 ? [] : [`${counts.newHosts} with new hosts`]),
    ...(counts.drift === 0 ? [] : [driftText(counts.drift, undone)]),
    ...(counts.tightens === 0 ? [] : [`${counts.tightens} tighter`]),
    ...(counts.changes === 0 ? [] : [`${counts.changes} changed without more or fewer rights`]),
    ...(counts.takesOver === 0 ? [] : [`${counts.takesOver} newly managed`]),
    ...(counts.released === 0 ? [] : [`${counts.released} no longer managed`]),
    ...(counts.interrupts === 0 ? [] : [`${counts.interrupts} may be interrupted`]),
    ...(counts.others === 0 ? [] : [`${counts.others} may touch entries of others`]),
    ...(counts.policy === 0 ? [] : [`${counts.policy} policy findings`]),
    ...(counts.unchanged === 0 ? [] : [`${counts.unchanged} unchanged`]),
  ];
  const what = parts.length === 0 ? "nothing changes" : parts.join(" · ");
  return hasFailed ? `${failed[kind]}; as far as it came: ${what}` : what;
}

const failed: Readonly<Record<Kind, string>> = {
  preview: "The preview failed",
  up: "The deployment failed",
  refresh: "The refresh failed",
  destroy: "The destroy failed",
};

function driftText(drift: number, undone: number): string {
  if (undone === drift) {
    return `${drift} changed elsewhere, to be undone`;
  }
  return `${drift} changed elsewhere${undone === 0 ? "" : `, ${undone} of them to be undone`}`;
}
