import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  argumentClasses,
  describeUnless,
  examples,
  functions,
  generate,
  type Report,
  RUN_TIMEOUT_MS,
  requestsOfPrograms,
  resourceDescriptions,
  SET_UP_TIMEOUT_MS,
} from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { ensurePython, reasonNoPython } from "./python-environment";
import { reasonNoGenerator } from "./sdk-generator";

const PROGRAM = path.join(__dirname, "python", "program.py");
const EXAMPLES = path.join(__dirname, "python", "examples.py");

interface PythonReport extends Report {
  readonly docs: {
    readonly resources: Readonly<Record<string, string>>;
    readonly arguments: Readonly<
      Record<string, { readonly arguments: readonly string[]; readonly text: string }>
    >;
    readonly functions: Readonly<Record<string, string>>;
    readonly mcp_servers: string;
  };
}

describeUnless(reasonNoGenerator() ?? reasonNoPython(), "the generated SDK for Python", () => {
  let python: InstalledSdk;
  let report: PythonReport;

  beforeAll(async () => {
    python = await installSdk();
    report = JSON.parse(await python.run(PROGRAM)) as PythonReport;
  }, SET_UP_TIMEOUT_MS);

  test("sends what the program declares under the names of the schema", () => {
    const { resources, functions, outputs } = report;
    expect({ resources, functions, outputs }).toMatchObject(requestsOfPrograms);
    expect(resources.support).toEqual(requestsOfPrograms.resources.support);
    expect(resources.account?.inputs).toEqual({
      apiKey: { secret: "key" },
      requestsPerMinute: "60",
    });
  });

  test.each(argumentClasses)("%sArgs names and documents every argument", (name, properties) => {
    const { arguments: names, text } = report.docs.arguments[`${name}Args`] ?? {};
    expect([...(names ?? [])].sort()).toEqual(Object.keys(properties).map(snakeCase).sort());
    for (const { description } of Object.values(properties)) {
      expect(text).toContain(description);
    }
  });

  test.each(functions)("%s names and documents every argument", (name, inputs, description) => {
    const text = report.docs.functions[snakeCase(name)];
    expect(text).toContain(description);
    for (const [argument, spec] of Object.entries(inputs.properties)) {
      expect(text).toMatch(new RegExp(`:param \\S+ ${snakeCase(argument)}: `));
      expect(text).toContain(spec.description);
    }
  });

  test.each(resourceDescriptions)("%s says what it is for", (name, description) => {
    expect(report.docs.resources[name]).toContain(description);
  });

  test(
    "its examples run",
    async () => {
      const programs = examples.map(([name, { python: example }]) => {
        const file = path.join(python.folder, `${name}.py`);
        writeFileSync(file, example);
        return file;
      });
      expect(JSON.parse(await python.run(EXAMPLES, ...programs))).toEqual([
        "managed-agents:index:AgentSessionOverrides",
        "managed-agents:index:SessionOverrides",
      ]);
    },
    RUN_TIMEOUT_MS,
  );

  test("an output carries its docs", () => {
    const [, properties] = argumentClasses[0] ?? [];
    expect(properties).toHaveProperty("mcpServers");
    expect(report.docs.mcp_servers).toContain(properties?.mcpServers?.description);
  });
});

interface InstalledSdk {
  /** Of this run; programs may be put there. */
  readonly folder: string;
  /** Runs a program with the SDK on its path; what it printed. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<string>;
}

/** Generates the SDK and installs it as a user would. */
async function installSdk(): Promise<InstalledSdk> {
  const python = await ensurePython();
  const folder = await generate("python");
  const sdk = path.join(folder, "python");
  // The generated pyproject.toml names a readme that only publishing puts beside it.
  const readme = path.join(sdk, "README.md");
  if (!existsSync(readme)) writeFileSync(readme, "");
  const packages = path.join(folder, "packages");
  const offline = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"];
  await mustSucceed(python, ["-m", "pip", "install", ...offline, "--target", packages, sdk]);
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" };
  return {
    folder,
    run: (...args) => mustSucceed(python, args, { env, timeoutMs: RUN_TIMEOUT_MS }),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
