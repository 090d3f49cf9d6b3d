import { shownText } from "../../model/shown-text";
import { type GateName, gateNames, type Report } from "../report";
import { markerOf, type Posted } from "./comment";
import { postToGithub } from "./github";
import { postToGitlab } from "./gitlab";
import { PostError } from "./post-error";

/** The pipeline that the command runs in. */
export interface Pipeline {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: (file: string) => string;
  readonly appendFile: (file: string, text: string) => void;
  /** A line in the job's log. */
  readonly tell: (text: string) => void;
}

/** What goes out; `report` is absent where there was nothing to make one of. */
export interface Delivery {
  readonly place: "github" | "gitlab";
  readonly pullRequest: number | undefined;
  readonly title: string;
  readonly text: string;
  readonly report: Report | undefined;
}

/** Writes comment, job summary and outputs; false if the comment could not be written, which is told. */
export async function deliver(delivery: Delivery, pipeline: Pipeline): Promise<boolean> {
  if (delivery.place === "github") {
    writeJobFiles(delivery, pipeline);
  }
  try {
    const posted = await post(delivery, pipeline);
    pipeline.tell(
      posted.kind === "skipped"
        ? `no comment was written: ${posted.reason}\n`
        : `the comment was ${posted.kind}\n`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof PostError)) {
      throw error;
    }
    pipeline.tell(`${error.message}\n`);
    return false;
  }
}

function post(delivery: Delivery, { environment, readFile }: Pipeline): Promise<Posted> {
  const { place, pullRequest, title, text } = delivery;
  const comment = { marker: markerOf(title), text };
  return place === "github"
    ? postToGithub(environment, pullRequest, readFile, comment)
    : postToGitlab(environment, pullRequest, comment);
}

/** The summary of the job shows the same; its outputs are for the steps that follow. */
function writeJobFiles({ report, text }: Delivery, pipeline: Pipeline): void {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } = pipeline.environment;
  if (summary) {
    pipeline.appendFile(summary, `${text}\n`);
  }
  if (outputs) {
    pipeline.appendFile(outputs, outputsOf(report));
  }
}

/** One line each; a verdict is one line of our own words and escaped names. */
function outputsOf(report: Report | undefined): string {
  const counts = gateNames.map(
    (gate) => `${gate}=${report === undefined ? "" : countOf(report, gate)}`,
  );
  const verdict = report === undefined ? "there is no preview to report on" : report.verdict;
  return [`verdict=${shownText(verdict, 1_000)}`, ...counts, ""].join("\n");
}

function countOf({ stacks, gates }: Report, gate: GateName): number {
  const section = gate === "new-hosts" ? "newHosts" : gate;
  const count = stacks.reduce((sum, { counts }) => sum + counts[section], 0);
  // What is new and was not looked at is not known either, and stands in a section of its own.
  return gates.includes(gate) ? Math.max(1, count) : 0;
}
