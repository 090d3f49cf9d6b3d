import { parseArgs } from "node:util";

/** What the command line and the environment ask for, or why it cannot be followed. */
export type DemoRequest =
  | { readonly kind: "emulated" }
  | { readonly kind: "real"; readonly session: RealSession; readonly isConfirmed: boolean }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

/** A session of the real service, and the variables that the provider finds its credential in. */
export interface RealSession {
  readonly sessionId: string;
  readonly variables: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const CREDENTIALS = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

const USAGE = `usage: npm run demo
       npm run demo -- --session sesn_... [--yes]

Without a session the demo runs against an emulator on this machine: no key, no cost.
With one (or with MANAGED_AGENTS_SESSION_ID set) it runs against the real service, with
ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, says what it will do and asks first; --yes answers.`;

export function readRequest(args: readonly string[], environment: Environment): DemoRequest {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        session: { type: "string" },
        yes: { type: "boolean", short: "y" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help", text: USAGE };
    const sessionId = values.session ?? environment.MANAGED_AGENTS_SESSION_ID;
    if (sessionId === undefined || (sessionId === "" && values.session === undefined)) {
      return { kind: "emulated" };
    }
    return realRequest(sessionId, values.yes === true, environment);
  } catch (error) {
    return { kind: "wrong", text: `${error instanceof Error ? error.message : error}\n\n${USAGE}` };
  }
}

function realRequest(
  sessionId: string,
  isConfirmed: boolean,
  environment: Environment,
): DemoRequest {
  if (!/^[A-Za-z0-9_]+$/.test(sessionId)) {
    return {
      kind: "wrong",
      text: `${JSON.stringify(sessionId)} is not a session's id\n\n${USAGE}`,
    };
  }
  if (CREDENTIALS.every((name) => (environment[name] ?? "") === "")) {
    const text = `A session is given, and no credential: set ${CREDENTIALS.join(" or ")}.`;
    return { kind: "wrong", text: `${text}\n\n${USAGE}` };
  }
  const variables = [...CREDENTIALS, "ANTHROPIC_BASE_URL"].flatMap((name) => {
    const value = environment[name] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  return {
    kind: "real",
    session: { sessionId, variables: Object.fromEntries(variables) },
    isConfirmed,
  };
}
