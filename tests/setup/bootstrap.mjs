// What `npm test`, `npm run demo` and the other commands of the README and of CONTRIBUTING start with: everything a
// fresh clone lacks is set up first, a Node.js that Pulumi's SDK asks for included, then the target runs. It needs
// nothing but Node itself.
//
//   node tests/setup/bootstrap.mjs test|demo|emulator|bench|conformance|build [arguments of the target...]
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import buildModule from "./build.cjs";
import dependencies from "./dependencies.cjs";
import nodeVersion from "./node-version.cjs";
import processLock from "./process-lock.cjs";

const TARGETS = {
  test: "tests/setup/run-tests.ts",
  demo: "tests/demo/demo.ts",
  emulator: "tests/emulator/cli.ts",
  bench: "tests/bench/bench.ts",
  conformance: "tests/conformance/conformance.ts",
};
const LOCK_WAIT_MS = 10 * 60_000;
const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Progress goes to stderr: what the target prints on stdout stays its own. */
const say = (line) => process.stderr.write(`${line}\n`);
const secondsSince = (startedAtMs) => ((Date.now() - startedAtMs) / 1000).toFixed(1);

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `This project needs Node.js 20.19 or newer; this is ${process.versions.node}. Nothing was changed.`,
  );
}

/** Runs a command in the project; the promise holds its exit code, 128 + n where signal n ended it. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: project, stdio: "inherit", ...options });
    // A Ctrl-C reaches the child as well; this process stays to report how the child ended.
    const forward = (signal) => child.kill(signal);
    const ignore = () => {};
    process.on("SIGINT", ignore);
    process.on("SIGTERM", forward);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", forward);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/**
 * The folder of the Node.js that this command is to start again with; undefined where it is the right one, or no other
 * can be had: Pulumi's SDK works on the oldest that this project takes as well, though nobody promises it.
 */
async function betterNode() {
  const running = process.versions.node;
  const reason = nodeVersion.reasonForAnotherNode(project, running);
  if (reason === undefined) return undefined;
  const wanted = nodeVersion.RECOMMENDED_NODE;
  say(`setup: Node.js ${wanted}, because ${reason}`);
  try {
    return await nodeVersion.ensureNode(wanted, (line) => say(`setup: ${line}`));
  } catch (error) {
    say(`setup: going on with Node.js ${running}, because ${error.message}`);
    return undefined;
  }
}

async function installDependencies() {
  const reason = dependencies.reasonToInstall(project);
  if (reason === undefined) return;
  say(`setup: npm ci, because ${reason}`);
  const startedAtMs = Date.now();
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const exitCode = await run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (exitCode !== 0)
    throw new Error(`npm ci failed with exit code ${exitCode}; see its lines above.`);
  say(`setup: npm ci done in ${secondsSince(startedAtMs)} s`);
}

function buildPackage() {
  const reason = buildModule.reasonToBuild(project);
  if (reason === undefined) return;
  say(`setup: tsc, because ${reason}`);
  const startedAtMs = Date.now();
  const { typeErrors } = buildModule.build(project);
  say(`setup: tsc done in ${secondsSince(startedAtMs)} s`);
  if (typeErrors.length > 0) {
    say(`setup: dist was written in spite of ${typeErrors.length} type errors, the first being`);
    say(`setup:   ${typeErrors[0]}`);
  }
}

/** Neither step is taken by two processes at once. The lock lies outside the project: npm ci would remove it. */
function setUp() {
  const name = createHash("sha256").update(project).digest("hex").slice(0, 12);
  const lock = path.join(os.tmpdir(), `pulumi-managed-agents-setup-${name}.lock`);
  const options = {
    waitMs: LOCK_WAIT_MS,
    onWait: (holder) =>
      say(`setup: waiting for process ${holder.pid}, which is setting up this folder`),
  };
  return processLock.withProcessLock(lock, options, async () => {
    await installDependencies();
    buildPackage();
  });
}

async function main([target, ...args]) {
  requireNode();
  if (target !== "build" && !Object.hasOwn(TARGETS, target ?? "")) {
    throw new Error(
      `Usage: node tests/setup/bootstrap.mjs ${Object.keys(TARGETS).join("|")}|build [args...]`,
    );
  }
  const bin = target === "build" ? undefined : await betterNode();
  if (bin !== undefined) {
    const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
    const again = [fileURLToPath(import.meta.url), target, ...args];
    return run(path.join(bin, "node"), again, { env });
  }
  await setUp();
  if (target === "build") return 0;
  return run(process.execPath, [
    "--require",
    "./tests/setup/typescript-hook.cjs",
    TARGETS[target],
    ...args,
  ]);
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    say(`setup: ${error.message}`);
    process.exitCode = 1;
  },
);
