// A Node.js of one version for the commands and for the version matrix. Plain JavaScript, because bootstrap.mjs needs
// it before anything is installed.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { fillFolderOnce } = require("./install-folder.cjs");

/** The newest of the older of the two long-term lines that are recommended. */
const RECOMMENDED_NODE = "22.23.3";

const isWindows = process.platform === "win32";
/** Written last into a folder that is filled: what lacks it was left half-done. */
const MARK = ".complete";
const TIMEOUT_MS = 5 * 60_000;

async function ensureNode(version, log) {
  const name = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
  const folder = path.join(os.homedir(), ".pulumi", "versions", `node-${version}`);
  const bin = (root) => path.join(root, "node_modules", name, "bin");
  const isComplete = async () => fs.existsSync(path.join(folder, MARK));
  if (await isComplete()) return bin(folder);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  await fillFolderOnce({ folder, log }, isComplete, async (draft) => {
    log(`Node.js ${version}: from the npm package ${name}`);
    const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
    const args = ["install", "--prefix", draft, "--no-package-lock", `${name}@${version}`];
    mustSucceed(isWindows ? "npm.cmd" : "npm", [...args, ...quiet], { shell: isWindows });
    mustSucceed(path.join(bin(draft), "node"), ["--version"], {});
    fs.writeFileSync(path.join(draft, MARK), "");
  });
  return bin(folder);
}

function mustSucceed(command, args, options) {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    stdio: ["ignore", "ignore", "pipe"],
    ...options,
  });
  if (status === 0) return;
  const words = (error?.message ?? stderr ?? "").trim().split("\n").at(-1);
  throw new Error(`${path.basename(command)} ${args[0]} failed: ${words}`);
}

function reasonForAnotherNode(projectDirectory, running) {
  const lock = JSON.parse(
    fs.readFileSync(path.join(projectDirectory, "package-lock.json"), "utf8"),
  );
  const { version, engines } = lock.packages["node_modules/@pulumi/pulumi"];
  const oldest = Number(/^>=(\d+)/.exec(engines?.node ?? "")?.[1] ?? 0);
  return Number.parseInt(running, 10) >= oldest
    ? undefined
    : `@pulumi/pulumi ${version} asks for Node.js ${oldest}, and this is ${running}`;
}

module.exports = { RECOMMENDED_NODE, ensureNode, reasonForAnotherNode };
