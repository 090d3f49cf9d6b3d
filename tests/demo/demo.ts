import { ensurePulumiCli } from "../setup/pulumi-cli";
import { runEmulated } from "./emulated";
import { readRequest } from "./options";
import { runReal } from "./real";
import { createScreen } from "./screen";
import { DemoFailure } from "./steps";

const EXIT_INTERRUPTED = 130;

/** Aborts on Ctrl-C and on a request to end; whoever holds something cleans up on its way out. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => controller.abort());
  }
  return controller.signal;
}

/** `npm run demo`: the example stack on the real Pulumi engine, step by step. The promise holds the exit code. */
async function main(): Promise<number> {
  const screen = createScreen(process.stdout);
  const request = readRequest(process.argv.slice(2), process.env);
  if (request.kind === "help" || request.kind === "wrong") {
    screen.line(request.text);
    return request.kind === "help" ? 0 : 1;
  }
  const signal = interruption();
  try {
    // Looked for here, so that obtaining one (a download, or minutes of building) can be interrupted.
    const cli = await ensurePulumiCli({ log: screen.line, signal });
    screen.line(`Pulumi ${cli.version}, ${cli.executable}`);
    if (request.kind === "emulated") await runEmulated(screen, signal);
    else await runReal(request, screen, signal);
    return 0;
  } catch (error) {
    screen.line();
    if (error instanceof DemoFailure) {
      screen.failed(error.message);
      return 1;
    }
    if (signal.aborted) {
      screen.failed("Interrupted. Nothing of the demo is left: no process, no stack, no state.");
      return EXIT_INTERRUPTED;
    }
    screen.failed(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

main().then((exitCode) => {
  // The engine's side channels may still be open; everything of ours has ended.
  process.exit(exitCode);
});
