import { parseArgs } from "node:util";

export interface Request {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** What a session is made of, where one is to be made. */
  readonly ownSession: { readonly agent: string; readonly environment: string } | undefined;
}

export type CommandLine =
  | { readonly kind: "run"; readonly request: Request }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

const usage = `usage: ANTHROPIC_API_KEY=… npm run conformance -- --base-url <url> [--make-session --agent <id> --environment <id>]
Holds tests/emulator/API.md against a service, each case twice.
  --base-url      where it is; there is no default, so that nobody asks a real service by mistake
  --make-session  also makes a session of that agent in that environment, twice, updates, archives and deletes it;
                  without it nothing is written`;

/** What the command line and the environment ask for, or why it cannot be followed. */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const wrong = (text: string): CommandLine => ({ kind: "wrong", text: `${text}\n${usage}` });
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "base-url": { type: "string" },
        "make-session": { type: "boolean" },
        agent: { type: "string" },
        environment: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help", text: usage };
    const baseUrl = values["base-url"];
    if (baseUrl === undefined || !/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl)) {
      return wrong("--base-url must name the service, https://…");
    }
    const apiKey = environment.ANTHROPIC_API_KEY ?? "";
    if (apiKey === "") return wrong("ANTHROPIC_API_KEY is not set");
    const { agent, environment: environmentId } = values;
    if (values["make-session"] !== true) {
      return { kind: "run", request: { baseUrl, apiKey, ownSession: undefined } };
    }
    if (agent === undefined || environmentId === undefined) {
      return wrong("--make-session needs --agent and --environment");
    }
    const ownSession = { agent, environment: environmentId };
    return { kind: "run", request: { baseUrl, apiKey, ownSession } };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}
