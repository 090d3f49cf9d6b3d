import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/harness";
import { say } from "./cache-folder";
import { mustSucceed } from "./must-succeed";
import { ensurePython, reasonNoPython } from "./python-environment";
import { ensureSdkGenerator, reasonNoGenerator } from "./sdk-generator";

const PROJECT = path.resolve(__dirname, "..", "..");
const SCHEMA = path.join(PROJECT, "provider", "schema", "schema.json");
const PROGRAM = path.join(__dirname, "python", "program.py");
/** Building the generator and fetching Pulumi's Python SDK take minutes, once. */
const SET_UP_TIMEOUT_MS = 20 * 60_000;
const RUN_TIMEOUT_MS = 120_000;

/** A group of tests, skipped with a line that says why where something they need is missing. */
function describeUnless(reason: string | undefined, what: string, tests: () => void): void {
  if (reason === undefined) {
    describe(what, tests);
    return;
  }
  say(`Skipped: ${what}, because ${reason}.`);
  describe.skip(what, tests);
}

/** What python/program.py prints. */
interface Report {
  readonly resources: readonly unknown[];
  readonly functions: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly argument_names: readonly string[];
  readonly docs: Readonly<Record<string, string>>;
}

const noGenerator = reasonNoGenerator();

describeUnless(noGenerator ?? reasonNoPython(), "the generated SDK for Python", () => {
  let report: Report;

  beforeAll(async () => {
    report = JSON.parse(await runPythonProgram()) as Report;
  }, SET_UP_TIMEOUT_MS);

  test("sends what the program declares under the names of the schema", () => {
    expect(report.resources).toEqual([
      {
        type: "managed-agents:index:SessionOverrides",
        name: "support",
        inputs: {
          sessionId: "sesn_1",
          tools: [
            {
              type: "agent_toolset_20260401",
              configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }],
            },
            { type: "mcp_toolset", mcpServerName: "linear" },
          ],
          mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
          ownership: "exclusive",
          whenBusy: "waitThenInterrupt",
          waitTimeoutSeconds: 600,
          interruptAfterSeconds: 60,
          onDelete: "archive",
        },
      },
    ]);
    expect(report.outputs).toEqual(["sesn_1", "agent_1", { bash: "always_ask" }, "idle"]);
  });

  test("calls the function", () => {
    expect(report.functions).toEqual([
      { token: "managed-agents:index:getSession", arguments: { sessionId: "sesn_1" } },
    ]);
  });

  test("names every argument in snake case", () => {
    const names = Object.keys(inputProperties()).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    expect(report.argument_names).toEqual(names.sort());
  });

  test("carries the docs of the resource, its arguments, its outputs and the functions", () => {
    const inputs = inputProperties();
    expect(inputs).toHaveProperty("sessionId");
    for (const { description } of Object.values(inputs)) {
      expect(report.docs.arguments).toContain(description);
    }
    expect(report.docs.mcp_servers).toContain(inputs.mcpServers?.description);
    expect(report.docs.class).toContain("deleting the resource archives or deletes the session");
    expect(report.docs.get_session).toContain("One session as it is at this moment");
  });
});

describeUnless(noGenerator, "the generated SDKs for Node.js and Go", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await generate("nodejs", "go");
  }, SET_UP_TIMEOUT_MS);

  test(
    "compile, as far as Node.js is concerned",
    async () => {
      const sdk = path.join(folder, "nodejs");
      symlinkSync(path.join(PROJECT, "node_modules"), path.join(sdk, "node_modules"), "junction");
      const compiler = require.resolve("typescript/bin/tsc");
      await mustSucceed(process.execPath, [compiler, "--noEmit", "--project", sdk]);
      const index = readFileSync(path.join(sdk, "index.ts"), "utf8");
      expect(index).toMatch(/export const SessionOverrides\b/);
      expect(index).toMatch(/export const getSession\b/);
    },
    RUN_TIMEOUT_MS,
  );

  test("have the resource and its docs in Go", () => {
    const source = path.join(folder, "go", "managedagents", "sessionOverrides.go");
    expect(readFileSync(source, "utf8")).toContain(inputProperties().sessionId?.description);
  });
});

/** The SDKs of these languages, each in a folder of its name. */
async function generate(...languages: readonly string[]): Promise<string> {
  const generator = await ensureSdkGenerator();
  const folder = temporaryDirectory("generated-sdks");
  await mustSucceed(generator, [SCHEMA, folder, ...languages]);
  return folder;
}

/** Generates the SDK, installs it as a user would, and runs the program on mocks; what it printed. */
async function runPythonProgram(): Promise<string> {
  const python = await ensurePython();
  const folder = await generate("python");
  const sdk = path.join(folder, "python");
  // The generated pyproject.toml names a readme that only publishing puts beside it.
  const readme = path.join(sdk, "README.md");
  if (!existsSync(readme)) writeFileSync(readme, "");
  const packages = path.join(folder, "packages");
  const offline = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"];
  await mustSucceed(python, ["-m", "pip", "install", ...offline, "--target", packages, sdk]);
  return mustSucceed(python, [PROGRAM], {
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
    timeoutMs: RUN_TIMEOUT_MS,
  });
}

/** The inputs of SessionOverrides in the schema. */
function inputProperties(): Readonly<Record<string, { readonly description: string }>> {
  const schema = JSON.parse(readFileSync(SCHEMA, "utf8"));
  return schema.resources["managed-agents:index:SessionOverrides"].inputProperties;
}
