import { parseArgs } from "node:util";
import { type GateName, gateNames } from "./report";

/** What the command was asked for. */
export interface Options {
  /** `-` is standard input. */
  readonly files: readonly string[];
  readonly format: "markdown" | "text" | "json" | undefined;
  readonly title: string;
  readonly failOn: readonly GateName[];
  readonly bytesMax: number;
  readonly post: "github" | "gitlab" | undefined;
  /** The number of the pull or merge request, where it is not the job's own. */
  readonly pullRequest: number | undefined;
  /** How long the sessions are asked; undefined where they are not. */
  readonly lookTimeoutMs: number | undefined;
}

export type Asked =
  | { readonly kind: "report"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** With what is wrong, as a sentence. */
  | { readonly kind: "refused"; readonly problem: string };

/** Under GitHub's limit of 65,536 characters, with room for what is put around it. */
const bytesMaxByDefault = 65_000;
const bytesMin = 500;
const lookSecondsByDefault = 60;
const titleByDefault = "Managed agents: review";

const known = {
  format: { type: "string" },
  title: { type: "string" },
  "fail-on": { type: "string", multiple: true },
  "max-bytes": { type: "string" },
  look: { type: "boolean" },
  "look-timeout": { type: "string" },
  post: { type: "string" },
  pr: { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

export function readOptions(args: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: known,
      allowPositionals: true,
    });
    if (values.help === true) {
      return { kind: "help" };
    }
    if (values.version === true) {
      return { kind: "version" };
    }
    const options = {
      files: positionals.length === 0 ? ["-"] : positionals,
      format: formatOf(values.format),
      title: values.title ?? titleByDefault,
      post: placeOf(values.post),
      pullRequest: values.pr === undefined ? undefined : numberOf("--pr", values.pr, 1, 1),
      failOn: gatesOf(values["fail-on"] ?? []),
      lookTimeoutMs:
        values.look === true
          ? numberOf("--look-timeout", values["look-timeout"], 1, lookSecondsByDefault) * 1000
          : undefined,
      bytesMax: numberOf("--max-bytes", values["max-bytes"], bytesMin, bytesMaxByDefault),
    };
    return { kind: "report", options };
  } catch (error) {
    return { kind: "refused", problem: error instanceof Error ? error.message : String(error) };
  }
}

function formatOf(word: string | undefined): Options["format"] {
  if (word === undefined || word === "markdown" || word === "text" || word === "json") {
    return word;
  }
  throw new Error(`--format is "${word}"; it may be markdown, text or json`);
}

function placeOf(word: string | undefined): Options["post"] {
  if (word === undefined || word === "github" || word === "gitlab") {
    return word;
  }
  throw new Error(`--post is "${word}"; it may be github or gitlab`);
}

function gatesOf(lists: readonly string[]): GateName[] {
  const words = lists.flatMap((list) => list.split(",")).map((word) => word.trim());
  return words
    .filter((word) => word !== "")
    .map((word) => {
      const gate = gateNames.find((name) => name === word);
      if (gate === undefined) {
        throw new Error(`--fail-on knows no "${word}"; it knows ${gateNames.join(", ")}`);
      }
      return gate;
    });
}

function numberOf(
  option: string,
  text: string | undefined,
  min: number,
  byDefault: number,
): number {
  const number = text === undefined ? byDefault : Number(text);
  if (!Number.isSafeInteger(number) || number < min) {
    throw new Error(`${option} is "${text}"; it must be a whole number of at least ${min}`);
  }
  return number;
}

export const helpText = `managed-agents-review [options] [FILE|-]...

Writes what a Pulumi preview does to live sessions of Claude Managed Agents, so that a reviewer can decide: what ends for
good, what gets more or fewer rights, which hosts become reachable, what was changed behind the stack's back.

FILE     what "pulumi preview --json" printed, its streaming form (PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true), or what
         --event-log wrote of a preview, up, refresh or destroy; - or none is standard input. Several files make one
         report, a section each.

--format markdown|text|json   default: text on a terminal, else markdown
--title TEXT                  the heading; default "${titleByDefault}"
--max-bytes N                 the most that is written as markdown or text, default ${bytesMaxByDefault}; what is left
                              out is counted
--look                        ask the sessions how they are now: who is at work and would be interrupted, what a new
                              resource finds, whether what must be absent is there; reads only, with the credentials
                              in ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, at ANTHROPIC_BASE_URL
--look-timeout SECONDS        how long that may take, default ${lookSecondsByDefault}; who was not reached is named
--fail-on WORD[,WORD]...      exit with 3 if the report has something to say of
                                ends         a session ends for good
                                loosens      rights become more, or may
                                new-hosts    hosts become reachable
                                drift        somebody else changed something
                                interrupts   work under way may be interrupted
                                unknown      what is not known: new resources, values known only later, secrets
                                policy       policy findings
--post github|gitlab          keep one comment on the pull or merge request up to date, also when the preview failed
                                github   GITHUB_TOKEN with pull-requests: write; writes the job's summary and outputs
                                         (verdict, ends, loosens, new-hosts, drift, interrupts, unknown, policy) too
                                gitlab   GITLAB_TOKEN with the scope api
--pr NUMBER                   the pull or merge request, where it is not the job's own
-h, --help, --version

Exit code: 0 the report is written; 2 an option or an input is not what it should be; 3 --fail-on holds; 4 the comment
could not be written.
`;
