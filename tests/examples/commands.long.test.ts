import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import { startDemo } from "../emulator/cli";
import {
  ENGINE_TEST_TIMEOUT_MS,
  engineEnvironment,
  installPackedPackage,
  projectStack,
  temporaryDirectory,
} from "../engine/harness";
import { runCommand } from "../setup/child-process";

jest.setTimeout(2 * ENGINE_TEST_TIMEOUT_MS);

/*
 * What people copy from a page into a shell works. Each block of shell is run here as it stands, against the emulator,
 * or has its reason below why it is not.
 */

const project = path.resolve(__dirname, "..", "..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "examples/README.md",
  "tests/bench/README.md",
  "tests/emulator/README.md",
  ...readdirSync(path.join(project, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

const blocksOf = (page: string, language = "sh") =>
  [...read(page).matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(
    ([, text = ""]) => text,
  );

/** By how the block begins. */
const notRunHere: readonly (readonly [page: string, begins: string, reason: string])[] = [
  ["README.md", "npm run demo", "tests/demo/demo.test.ts runs the one, and this is the other"],
  ["README.md", "npm pack", "tests/setup/prepack.test.ts runs it in a fresh clone"],
  ["README.md", "npm install", "every test on a project has what it installs, without a registry"],
  ["README.md", "pulumi import", "tests/native/yaml.test.ts runs it, with YAML as its language"],
  ["examples/README.md", "npm run emulator", "serves until Ctrl-C; its sessions are used below"],
  ["examples/README.md", "npm pack", "as in the README"],
  ["docs/backends.md", "pulumi cancel", "tests/backends leaves a lock behind and takes it away"],
  [
    "docs/credentials.md",
    "pulumi config",
    "tests/engine/federation.test.ts sets the same settings",
  ],
  ["docs/incidents.md", "pulumi", "tests/examples/incidents.long.test.ts follows the page"],
  ["docs/review.md", "PULUMI_ENABLE", "tests/report/post.test.ts posts to a stand-in of the forge"],
  ["tests/bench/README.md", "npm run bench", "twenty minutes; tests/bench/bench.test.ts runs it"],
];

const runHere: readonly (readonly [page: string, begins: string])[] = [
  ["README.md", "export ANTHROPIC_API_KEY"],
  ["README.md", "PULUMI_ENABLE"],
  ["docs/report.md", "pulumi preview"],
  ["docs/review.md", "pulumi preview"],
  ["docs/testing.md", "node --test"],
  ["examples/README.md", "export PULUMI_BACKEND_URL"],
];

function blockOf(page: string, begins: string): string {
  const found = blocksOf(page).find((text) => text.startsWith(begins));
  if (found === undefined) throw new Error(`${page} has no block that begins with ${begins}`);
  return found;
}

test("every block of shell is run, or says why it is not", () => {
  const named = [...runHere, ...notRunHere].map(([page, begins]) => ({ page, begins }));
  const unnamed = pages.flatMap((page) =>
    blocksOf(page)
      .filter((text) => !named.some((each) => each.page === page && text.startsWith(each.begins)))
      .map((text) => `${page}: ${text}`),
  );
  expect(unnamed).toEqual([]);
  for (const { page, begins } of named) expect(blockOf(page, begins)).not.toBe("");
});

test("the packed file is named as npm names it", () => {
  const { name, version } = JSON.parse(read("package.json")) as Record<string, string>;
  const files = pages.flatMap((page) => read(page).match(/[\w-]+-\d+\.\d+\.\d+\.tgz/g) ?? []);
  expect(new Set(files)).toEqual(new Set([`${name}-${version}.tgz`]));
});

interface Shell {
  readonly directory: string;
  readonly variables: NodeJS.ProcessEnv;
}

/** Runs it as it stands, with what a reader puts in: the address and the key. */
async function run({ directory, variables }: Shell, block: string, emulator: Emulator) {
  const text = block
    .replaceAll("ANTHROPIC_API_KEY=…", `ANTHROPIC_API_KEY=${emulator.apiKey}`)
    .replaceAll("http://127.0.0.1:4010", emulator.url);
  const { exitCode, stdout, stderr } = await runCommand("sh", ["-ec", text], {
    cwd: directory,
    env: variables,
    timeoutMs: ENGINE_TEST_TIMEOUT_MS,
  });
  expect({ exitCode, printed: exitCode === 0 ? "" : stdout + stderr }).toEqual({
    exitCode: 0,
    printed: "",
  });
  return stdout;
}

const plainSession = { id: "sesn_011abc", tools: [{ type: "agent_toolset_20260401" }] };
const supportProgram = blocksOf("README.md", "ts").find((text) => text.includes('"support"')) ?? "";

describe("the README's program", () => {
  test("is deployed, looked at for drift, and reported on, with the commands of the pages", async () => {
    const emulator = await startEmulator();
    emulator.seed(plainSession);
    const credentials = { ANTHROPIC_BASE_URL: emulator.url, ANTHROPIC_API_KEY: emulator.apiKey };
    const stack = await projectStack({ files: { "index.ts": supportProgram }, env: credentials });
    const shell = { directory: stack.directory, variables: stack.environment.variables };
    try {
      await run(shell, blockOf("README.md", "export ANTHROPIC_API_KEY"), emulator);
      expect(emulator.rights(plainSession.id)?.builtIns.get("bash")).toEqual({
        permission: "always_ask",
      });
      emulator.edit(plainSession.id, { ...plainSession, mcp_servers: [] });

      const report = await run(shell, blockOf("README.md", "PULUMI_ENABLE"), emulator);
      expect(report).toContain("bash: always_ask → always_allow");
      // What has drifted is what `--fail-on drift` fails for, so it is put right first.
      await run(shell, "pulumi up --refresh", emulator);
      const reported = await run(shell, blockOf("docs/report.md", "pulumi preview"), emulator);
      expect(reported).toContain('"version": 1');
      await run(shell, blockOf("docs/review.md", "pulumi preview"), emulator);
    } finally {
      await stack.remove();
      await emulator.close();
    }
  });

  test("is tested as the page says", async () => {
    const stack = await projectStack({
      files: {
        "index.ts": supportProgram,
        "stack.test.mjs": blocksOf("docs/testing.md", "ts")[0] ?? "",
      },
    });
    const shell = { directory: stack.directory, variables: stack.environment.variables };
    const emulator = await startEmulator();
    try {
      const printed = await run(shell, blockOf("docs/testing.md", "node --test"), emulator);
      expect(printed).toMatch(/pass 1\b/);
    } finally {
      await emulator.close();
    }
  });
});

test("an example is deployed against the emulator by hand, as its page says", async () => {
  const { emulator } = await startDemo(0);
  const directory = temporaryDirectory("example");
  const example = path.join(project, "examples", "basic");
  for (const file of readdirSync(example)) {
    writeFileSync(path.join(directory, file), readFileSync(path.join(example, file)));
  }
  symlinkSync(
    path.join(await installPackedPackage(), "node_modules"),
    path.join(directory, "node_modules"),
  );
  const { variables } = await engineEnvironment();
  try {
    // It works for a minute of the clock on the wall.
    emulator.finishTurn("sesn_demo_working");
    const block = blockOf("examples/README.md", "export PULUMI_BACKEND_URL");
    const shown = await run({ directory, variables }, block, emulator);
    expect(shown).toContain("bash");
    const writes = emulator.requests.filter(({ method }) => method === "POST");
    // Two sessions are written to, and put back by the destroy.
    expect(writes).toHaveLength(4);
  } finally {
    await emulator.close();
  }
});
