// Compiles the package to dist/ when its sources have changed. Plain JavaScript, because bootstrap.mjs
// runs it on a fresh clone.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");

const SOURCE_ROOTS = ["provider", "sdk", "tests/emulator"];
const SETTINGS = [
  "tsconfig.json",
  "tsconfig.build.json",
  "package-lock.json",
  "tests/setup/build.cjs",
];
// tsc answers 2 when it found errors and wrote its output all the same.
const TSC_WROTE_WITH_ERRORS = 2;

function sourceFiles(projectDirectory) {
  const isSource = (name) => !name.endsWith(".test.ts") && !name.endsWith(".md");
  return SOURCE_ROOTS.filter((root) => fs.existsSync(path.join(projectDirectory, root))).flatMap(
    (root) =>
      fs
        .readdirSync(path.join(projectDirectory, root), { recursive: true })
        .map(String)
        .filter(isSource)
        .map((name) => path.join(root, name))
        .filter((name) => fs.statSync(path.join(projectDirectory, name)).isFile()),
  );
}

/** A fingerprint of everything that dist/ is made from: contents, not times, which a checkout changes. */
function sourceFingerprint(projectDirectory) {
  const hash = createHash("sha256");
  for (const name of [...SETTINGS, ...sourceFiles(projectDirectory)].sort()) {
    const file = path.join(projectDirectory, name);
    if (fs.existsSync(file))
      hash.update(name).update("\0").update(fs.readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

const stampFile = (projectDirectory) =>
  path.join(projectDirectory, "node_modules", ".cache", "pulumi-managed-agents", "build.stamp");

/** What dist/ was made from, and the files that it then had. */
function readStamp(projectDirectory) {
  try {
    const [fingerprint, ...files] = fs
      .readFileSync(stampFile(projectDirectory), "utf8")
      .split("\n");
    return { fingerprint, files };
  } catch {
    return undefined;
  }
}

function writeStamp(projectDirectory, fingerprint) {
  const dist = path.join(projectDirectory, "dist");
  const files = fs.readdirSync(dist, { recursive: true }).map(String);
  fs.writeFileSync(stampFile(projectDirectory), [fingerprint, ...files].join("\n"));
}

/** Why the package has to be compiled, in a few words; undefined if dist/ is what the sources say. */
function reasonToBuild(projectDirectory) {
  const dist = path.join(projectDirectory, "dist");
  if (!fs.existsSync(dist)) return "dist is missing";
  const stamp = readStamp(projectDirectory);
  if (stamp === undefined) return "dist is of unknown age";
  const missing = stamp.files.find((file) => !fs.existsSync(path.join(dist, file)));
  if (missing !== undefined) return `${missing} is missing in dist`;
  const isSame = stamp.fingerprint === sourceFingerprint(projectDirectory);
  return isSame ? undefined : "sources have changed";
}

/** Compiles beside dist/ and then swaps, so that nobody meets a half-written or outdated file. */
function build(projectDirectory) {
  const fingerprint = sourceFingerprint(projectDirectory);
  const cache = path.dirname(stampFile(projectDirectory));
  fs.mkdirSync(cache, { recursive: true });
  const workplace = fs.mkdtempSync(path.join(cache, "build-"));
  const fresh = path.join(workplace, "fresh");
  try {
    const compiler = path.join(projectDirectory, "node_modules", "typescript", "bin", "tsc");
    const tsc = spawnSync(
      process.execPath,
      [compiler, "-p", "tsconfig.build.json", "--outDir", fresh],
      {
        cwd: projectDirectory,
        encoding: "utf8",
      },
    );
    if ((tsc.status !== 0 && tsc.status !== TSC_WROTE_WITH_ERRORS) || !fs.existsSync(fresh)) {
      throw new Error(`tsc could not compile the package:\n${tsc.stdout}${tsc.stderr}`);
    }
    bundleDynamicProvider(projectDirectory, path.join(fresh, "provider"));
    bundleOfficialTokens(projectDirectory, path.join(fresh, "provider", "api", "tokens"));
    bundlePlugin(projectDirectory, path.join(fresh, "plugin"));
    for (const folder of ["provider", "plugin"]) {
      bundleUndici(projectDirectory, path.join(fresh, folder));
    }
    bundleReview(projectDirectory, path.join(fresh, "review"));
    const dist = path.join(projectDirectory, "dist");
    if (fs.existsSync(dist)) fs.renameSync(dist, path.join(workplace, "outdated"));
    fs.renameSync(fresh, dist);
    writeStamp(projectDirectory, fingerprint);
    return { typeErrors: tsc.stdout.split("\n").filter((line) => line.includes("error TS")) };
  } finally {
    fs.rmSync(workplace, { recursive: true, force: true });
  }
}

/** Loading one file takes less than half as long as loading the hundreds it is made of. */
function bundle(projectDirectory, options) {
  require("esbuild").buildSync({
    absWorkingDir: projectDirectory,
    bundle: true,
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    logLevel: "warning",
    ...options,
  });
}

/**
 * What takes the requests, in a file of its own beside the others: it is more than half of all there is, and V8 reads
 * through what it loads also where nothing of it is called, as in a preview or an update with nothing to do.
 */
const withoutUndici = { alias: { undici: "./undici.js" }, external: ["./undici.js"] };

function bundleUndici(projectDirectory, folder) {
  if (!fs.existsSync(path.join(projectDirectory, "provider", "api", "transport.ts"))) return;
  bundle(projectDirectory, {
    stdin: { contents: 'module.exports = require("undici");', resolveDir: projectDirectory },
    outfile: path.join(folder, "undici.js"),
    legalComments: "external",
  });
}

/** What the dynamic host loads. It has Pulumi's SDK loaded already, and a second copy would only cost. */
function bundleDynamicProvider(projectDirectory, folder) {
  bundle(projectDirectory, {
    entryPoints: ["provider/index.ts"],
    outfile: path.join(folder, "index.js"),
    alias: withoutUndici.alias,
    external: [...withoutUndici.external, "@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf"],
    legalComments: "external",
    allowOverwrite: true,
  });
}

/** What programs load of the official SDK when they need a token: a dozen kilobytes of its 27 megabytes. */
function bundleOfficialTokens(projectDirectory, folder) {
  if (!fs.existsSync(path.join(projectDirectory, "provider", "api", "tokens"))) return;
  bundle(projectDirectory, {
    entryPoints: ["provider/api/tokens/official-tokens.ts"],
    outfile: path.join(folder, "official-tokens.js"),
    legalComments: "external",
    allowOverwrite: true,
  });
}

/** The native plugin in a folder of its own, with everything in it and what the engine looks for. */
function bundlePlugin(projectDirectory, folder) {
  if (!fs.existsSync(path.join(projectDirectory, "provider", "native.ts"))) return;
  bundle(projectDirectory, {
    ...withoutUndici,
    entryPoints: ["provider/native.ts"],
    outfile: path.join(folder, "index.js"),
    // npm links to it as a command of every system; the launcher beside it adds options for Node.js.
    banner: { js: "#!/usr/bin/env node" },
    legalComments: "external",
  });
  fs.chmodSync(path.join(folder, "index.js"), 0o755);
  fs.cpSync(path.join(projectDirectory, "provider", "plugin"), folder, { recursive: true });
}

/** The command that writes the report, one file with everything in it. */
function bundleReview(projectDirectory, folder) {
  if (!fs.existsSync(path.join(projectDirectory, "provider", "review.ts"))) return;
  bundle(projectDirectory, {
    entryPoints: ["provider/review.ts"],
    outfile: path.join(folder, "index.js"),
    banner: { js: "#!/usr/bin/env node" },
    legalComments: "external",
  });
  fs.chmodSync(path.join(folder, "index.js"), 0o755);
}

module.exports = { build, reasonToBuild };
