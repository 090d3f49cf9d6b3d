import { quotedText, shownText } from "../model/shown-text";
import type { WorkflowRun } from "../model/workflow-run";

/** A run's name is a model's text: as much of it as tells one run from another. */
const nameLengthMax = 60;
const idLengthMax = 80;

/** `its workflow run "nightly" (wrun_1) is open since 2026-11-25T03:00:00Z`, and how many more there are. */
export function runsText(runs: readonly WorkflowRun[]): string {
  const [first, ...others] = runs;
  if (first === undefined) {
    return "a workflow run is open";
  }
  const name = first.name === "" ? "" : `${quotedText(first.name, nameLengthMax)} `;
  const since = first.createdAt === undefined ? "" : ` since ${shownText(first.createdAt)}`;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `its workflow run ${name}(${shownText(first.runId, idLengthMax)}) is open${since}${more}`;
}
