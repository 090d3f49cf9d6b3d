import { parseArgs } from "node:util";
import { type Emulator, startEmulator } from "./emulator";

const DEFAULT_PORT = 4010;
const USAGE = `usage: npm run emulator -- [--port <0-65535>] [--turn-looks <n>]
  --port        default ${DEFAULT_PORT}; 0 is any free port
  --turn-looks  how many looks a turn lasts that a message starts, default 20`;
const DEFAULT_TURN_LOOKS = 20;

/** What the command line asks for, or why it cannot be followed. */
export type CliRequest =
  | { readonly kind: "start"; readonly port: number; readonly turnPolls: number }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

export function readArguments(args: readonly string[]): CliRequest {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        "turn-looks": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help", text: USAGE };
    const port = Number(values.port ?? DEFAULT_PORT);
    const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535 && values.port !== "";
    if (!isPort) return { kind: "wrong", text: `--port ${values.port} is not a port\n${USAGE}` };
    const looks = values["turn-looks"] ?? `${DEFAULT_TURN_LOOKS}`;
    if (!/^[1-9]\d{0,5}$/.test(looks)) {
      return { kind: "wrong", text: `--turn-looks ${looks} is not a count from 1 on\n${USAGE}` };
    }
    return { kind: "start", port, turnPolls: Number(looks) };
  } catch (error) {
    return { kind: "wrong", text: `${error instanceof Error ? error.message : error}\n${USAGE}` };
  }
}

/** Starts an emulator with one session in each state; returns it with the text that introduces it. */
export async function startDemo(
  port: number,
  turnPolls = DEFAULT_TURN_LOOKS,
): Promise<{ readonly emulator: Emulator; readonly text: string }> {
  const emulator = await startEmulator({ port, turnPolls });
  const sessions = seedDemo(emulator);
  const width = Math.max(...sessions.map(([id]) => id.length));
  const lines = [
    "The Managed Agents emulator is running. Nothing here costs anything or leaves this machine.",
    "",
    `  url  ${emulator.url}`,
    `  key  ${emulator.apiKey}`,
    "",
    "Sessions:",
    ...sessions.map(([id, state]) => `  ${id.padEnd(width)}  ${state}`),
    "",
    "Point a stack at it:",
    `  pulumi config set managed-agents:baseUrl ${emulator.url}`,
    `  pulumi config set --secret managed-agents:apiKey ${emulator.apiKey}`,
    "",
    "Look at the sessions:",
    `  ${curl(emulator)} ${emulator.url}/v1/sessions`,
    "",
    "Let bash loose by hand, as somebody else would; what the stack says of it is drift:",
    `  ${curl(emulator)} ${emulator.url}/v1/sessions/${FIRST} \\`,
    `    -d '{"agent":{"tools":[{"type":"agent_toolset_20260401"}],"mcp_servers":[]}}'`,
    "",
    `Make a session busy, for ${turnPolls} looks at it:`,
    `  ${curl(emulator)} ${emulator.url}/v1/sessions/${FIRST}/events \\`,
    `    -d '{"events":[{"type":"user.message","content":[{"type":"text","text":"Go on"}]}]}'`,
    "",
    "Ctrl-C ends it; what was changed is forgotten.",
  ];
  return { emulator, text: lines.join("\n") };
}

const FIRST = "sesn_demo_idle";

function curl({ apiKey }: Emulator): string {
  const headers = [
    `x-api-key: ${apiKey}`,
    "anthropic-version: 2023-06-01",
    "anthropic-beta: managed-agents-2026-04-01",
    "content-type: application/json",
  ];
  return `curl -s ${headers.map((header) => `-H "${header}"`).join(" ")}`;
}

function seedDemo(emulator: Emulator): readonly (readonly [id: string, state: string])[] {
  const agentId = "agent_demo";
  emulator.seedAgent({
    id: agentId,
    name: "Demo agent",
    tools: [{ type: "agent_toolset_20260401" }, { type: "mcp_toolset", mcp_server_name: "linear" }],
    mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    multiagent: { type: "multiagent_20261001" },
  });
  const add = (id: string, title: string) =>
    emulator.seed({ id, title, agent_id: agentId, agent_version: 1 }).id;
  const idle = add(FIRST, "Has nothing to do");
  const working = add("sesn_demo_working", "Works for a minute");
  emulator.startTurn(working, { ms: 60_000 });
  const endless = add("sesn_demo_endless", "Works until interrupted");
  emulator.startTurn(endless);
  const asking = add("sesn_demo_asking", "Waits for a person");
  emulator.requireAction(asking, { name: "bash" });
  const retrying = add("sesn_demo_retrying", "Retries a failed model request");
  emulator.reschedule(retrying, { polls: 10 });
  const reviewing = add("sesn_demo_reviewing", "Has a workflow run that is paused");
  emulator.openRun(reviewing, { state: "paused", name: "Review the contracts" });
  const failed = add("sesn_demo_failed", "Broke down");
  emulator.terminate(failed);
  const archived = add("sesn_demo_archived", "Was put away");
  emulator.archive(archived);
  return [
    [idle, "idle"],
    [working, "running, idle after 60 seconds"],
    [endless, "running until it is interrupted"],
    [asking, "idle, waits for an answer (requires_action)"],
    [retrying, "rescheduling, running after 10 looks"],
    [
      reviewing,
      "idle, refuses updates: a workflow run is open; the message “stop your runs” ends it",
    ],
    [failed, "terminated by an error"],
    [archived, "archived"],
  ];
}

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind !== "start") {
    (request.kind === "help" ? process.stdout : process.stderr).write(`${request.text}\n`);
    process.exitCode = request.kind === "help" ? 0 : 2;
    return;
  }
  const { emulator, text } = await startDemo(request.port, request.turnPolls);
  process.stdout.write(`${text}\n`);
  const end = () => void emulator.close();
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

if (require.main === module) {
  main().catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "EADDRINUSE"
        ? "the port is taken; choose another one with --port, or --port 0 for any free one"
        : error.message;
    process.stderr.write(`The emulator did not start: ${reason}\n`);
    process.exitCode = 1;
  });
}
