import { parseArgs } from "node:util";
import { type Emulator, startEmulator } from "./emulator";

const DEFAULT_PORT = 4010;
const USAGE = `usage: npm run emulator -- [--port <0-65535>] (default ${DEFAULT_PORT}; 0 = any free port)`;

/** What the command line asks for, or why it cannot be followed. */
export type CliRequest =
  | { readonly kind: "start"; readonly port: number }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

export function readArguments(args: readonly string[]): CliRequest {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help) return { kind: "help", text: USAGE };
    const port = Number(values.port ?? DEFAULT_PORT);
    const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535 && values.port !== "";
    if (!isPort) return { kind: "wrong", text: `--port ${values.port} is not a port\n${USAGE}` };
    return { kind: "start", port };
  } catch (error) {
    return { kind: "wrong", text: `${error instanceof Error ? error.message : error}\n${USAGE}` };
  }
}

/** Starts an emulator with one session in each state; returns it with the text that introduces it. */
export async function startDemo(
  port: number,
): Promise<{ readonly emulator: Emulator; readonly text: string }> {
  const emulator = await startEmulator({ port });
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
    "Look at a session:",
    `  curl -s -H "x-api-key: ${emulator.apiKey}" -H "anthropic-version: 2023-06-01" \\`,
    `    -H "anthropic-beta: managed-agents-2026-04-01" ${emulator.url}/v1/sessions`,
    "",
    "Ctrl-C ends it; what was changed is forgotten.",
  ];
  return { emulator, text: lines.join("\n") };
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
  const idle = add("sesn_demo_idle", "Has nothing to do");
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
  const { emulator, text } = await startDemo(request.port);
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
