import { appendFileSync, createReadStream, readFileSync } from "node:fs";
import { packageVersion as version } from "./api/version";
import { connect, surroundings } from "./compose";
import { lookAtSessions } from "./report/look/look";
import { run } from "./report/run";

/* The command `managed-agents-review`, and the place that puts its rooms together. */

async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), {
    version,
    isTerminal: process.stdout.isTTY === true,
    open: (file) =>
      file === "-"
        ? process.stdin.setEncoding("utf8")
        : createReadStream(file, { encoding: "utf8" }),
    print: (text) => process.stdout.write(text),
    look: (operation, timeoutMs) =>
      lookAtSessions(operation, connect({}, process.env), {
        timeoutMs,
        timeOfDay: surroundings.now,
      }),
    pipeline: {
      environment: process.env,
      readFile: (file) => readFileSync(file, "utf8"),
      appendFile: appendFileSync,
    },
    complain: (text) => process.stderr.write(text),
  });
}

// Whoever reads the report may stop reading (`| head`).
process.stdout.on("error", () => process.exit(0));
main();
