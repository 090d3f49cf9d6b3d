import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { goEnvironment, reasonGoCannotBuild } from "../setup/go-build";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import {
  capitalized,
  declaringLine,
  describeUnless,
  enumerations,
  examples,
  functions,
  generate,
  type Report,
  requestsOfPrograms,
  resourceDescriptions,
  SET_UP_TIMEOUT_MS,
  section,
  typedArgumentClasses,
} from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { reasonNoGenerator } from "./sdk-generator";

const PROGRAM = path.join(__dirname, "go", "program.go");
/** Of the SDK. Nothing is published there: a program's go.mod replaces it by the folder it was generated into. */
const MODULE = "pulumi-managed-agents/sdk/go";

describeUnless(reasonNoGenerator() ?? reasonGoCannotBuild(), "the generated SDK for Go", () => {
  let source: string;
  let report: Report;

  beforeAll(async () => {
    const folder = await generate("go");
    source = packageText(path.join(folder, "go", "managedagents"));
    report = JSON.parse(await runProgram(folder)) as Report;
  }, SET_UP_TIMEOUT_MS);

  test("compiles with the examples, and sends what the program declares under the names of the schema", () => {
    expect(report).toMatchObject(requestsOfPrograms);
    expect(report.resources.support).toEqual(requestsOfPrograms.resources.support);
    expect(report.resources.account?.inputs).toEqual({
      apiKey: { secret: "key" },
      requestsPerMinute: 60,
    });
  });

  test.each(typedArgumentClasses)("%sArgs has every argument with its docs", (name, properties) => {
    const text = section(source, `\ntype ${name}Args struct {`, "\n}\n");
    for (const [property, { description }] of Object.entries(properties)) {
      expect(text).toContain(`\t// ${description}\n\t${capitalized(property)} `);
    }
  });

  test.each(resourceDescriptions)("%s says what it is for", (name, description) => {
    const docs = section(source, `// ${description}\n`, " struct {");
    expect(docs.endsWith(`\ntype ${name}`)).toBe(true);
  });

  test.each(examples)("%s shows its example in Go", (_name, example) => {
    // Code in comments is indented by gofmt.
    expect(source.includes(`//\t${declaringLine(example.go)}\n`)).toBe(true);
  });

  test.each(functions)("%s says what it returns", (name, _inputs, description) => {
    expect(source).toContain(`// ${description}\nfunc ${capitalized(name)}(`);
  });

  test.each(enumerations)("$name has its words", ({ name, description, words }) => {
    expect(source).toContain(`// ${description}\ntype ${name} string\n`);
    for (const word of words) {
      expect(source.replace(/ +/g, " ")).toContain(
        `\t${name}${word.name} = ${name}("${word.value}")\n`,
      );
    }
  });
});

/** Vets the SDK, the program and the examples, in a module as a user has it, and runs the program on mocks; what it printed. */
async function runProgram(folder: string): Promise<string> {
  const cwd = path.join(folder, "program");
  mkdirSync(cwd);
  copyFileSync(PROGRAM, path.join(cwd, "main.go"));
  for (const [name, { go: example }] of examples) {
    mkdirSync(path.join(cwd, name));
    writeFileSync(path.join(cwd, name, "main.go"), example);
  }
  const go = (...args: readonly string[]) => mustSucceed("go", args, { cwd, env: goEnvironment() });
  await go("mod", "init", "program");
  await go("mod", "edit", `-require=${MODULE}@v0.0.0`, `-replace=${MODULE}=../go`);
  await go("mod", "edit", `-require=github.com/pulumi/pulumi/sdk/v3@v${PULUMI_CLI_VERSION}`);
  await go("vet", "-trimpath", "./...", `${MODULE}/...`);
  return go("run", "-trimpath", ".");
}

function packageText(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(".go"));
  return files.map((name) => readFileSync(path.join(folder, name), "utf8")).join("\n");
}
