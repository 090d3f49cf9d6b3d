import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageVersion } from "../../provider/api/version";
import {
  declaringLine,
  describeUnless,
  enumerations,
  examples,
  functions,
  generate,
  type Report,
  RUN_TIMEOUT_MS,
  requestsOfPrograms,
  resourceDescriptions,
  SET_UP_TIMEOUT_MS,
  typedArgumentClasses,
} from "./generated-sdks";
import { ensureJavaLibraries, reasonNoJava } from "./java-environment";
import { mustSucceed } from "./must-succeed";
import { reasonNoGenerator } from "./sdk-generator";

const PROGRAM = path.join(__dirname, "java", "Program.java");
const noGenerator = reasonNoGenerator();

describeUnless(noGenerator, "the generated SDK for Java", () => {
  let sources: string;

  beforeAll(async () => {
    sources = sourcesIn(await generate("java"));
  }, SET_UP_TIMEOUT_MS);

  const read = (...names: readonly string[]) =>
    readFileSync(path.join(sources, "com", "pulumi", "managedagents", ...names), "utf8");

  test.each(typedArgumentClasses)("%sArgs has every argument with its docs", (name, properties) => {
    const file = `${name}Args.java`;
    const isInput = existsSync(
      path.join(sources, "com", "pulumi", "managedagents", "inputs", file),
    );
    const text = isInput ? read("inputs", file) : read(file);
    for (const [property, { description }] of Object.entries(properties)) {
      expect(text).toContain(`* @param ${property} ${escaped(description)}\n`);
      expect(text).toMatch(new RegExp(`public Builder ${property}\\((@Nullable )?Output<`));
    }
  });

  test.each(resourceDescriptions)("%s says what it is for", (name, description) => {
    expect(read(`${name}.java`)).toContain(` * ${escaped(description)}\n`);
  });

  test.each(examples)("%s shows its example in Java", (name, example) => {
    expect(read(`${name}.java`)).toContain(` * ${declaringLine(example.java)}\n`);
  });

  test.each(functions)("%s says what it returns", (name, _inputs, description) => {
    const text = read("ManagedagentsFunctions.java");
    expect(text).toContain(` * ${escaped(description)}\n`);
    expect(text).toMatch(new RegExp(`public static Output<\\w+> ${name}\\(`));
  });

  test.each(enumerations)("$name has its words", ({ name, description, words }) => {
    const text = read("enums", `${name}.java`);
    expect(text).toContain(` * ${escaped(description)}\n`);
    for (const word of words) {
      expect(text).toContain(` ${word.name}("${word.value}")`);
    }
  });
});

describeUnless(noGenerator ?? reasonNoJava(), "a Java program", () => {
  let report: Report;

  beforeAll(async () => {
    report = JSON.parse(await runProgram()) as Report;
  }, SET_UP_TIMEOUT_MS);

  test("compiles with the generated SDK, as the examples do, and sends what it declares under the names of the schema", () => {
    expect(report).toMatchObject(requestsOfPrograms);
    expect(report.resources.support).toEqual(requestsOfPrograms.resources.support);
  });

  test("states whole numbers in settings with a fraction, and leaves hiding the key to the provider", () => {
    // Pulumi's generator for Java forgets that a property without a default is secret.
    expect(report.resources.account?.inputs).toEqual({ apiKey: "key", requestsPerMinute: "60.0" });
  });
});

/** Compiles the SDK, the program and the examples, and runs the program on mocks; what it printed. */
async function runProgram(): Promise<string> {
  const libraries = await ensureJavaLibraries();
  const folder = await generate("java");
  const classes = path.join(folder, "classes");
  // Gradle writes this file when a user builds the SDK.
  const resources = path.join(classes, "com", "pulumi", "managed-agents");
  mkdirSync(resources, { recursive: true });
  writeFileSync(path.join(resources, "version.txt"), packageVersion);
  const sources = readdirSync(sourcesIn(folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".java"))
    .map((name) => path.join(sourcesIn(folder), name));
  const options = ["-proc:none", "-encoding", "UTF-8", "-cp", libraries, "-d", classes];
  await mustSucceed("javac", [...options, ...sources, PROGRAM]);
  const classPath = [libraries, classes].join(path.delimiter);
  for (const [name, { java }] of examples) {
    const example = path.join(folder, name);
    mkdirSync(example);
    writeFileSync(path.join(example, "App.java"), java);
    await mustSucceed("javac", ["-proc:none", "-cp", classPath, path.join(example, "App.java")]);
  }
  return mustSucceed("java", ["-cp", classPath, "Program"], { timeoutMs: RUN_TIMEOUT_MS });
}

function sourcesIn(folder: string): string {
  return path.join(folder, "java", "src", "main", "java");
}

/** As the generator writes text into a documentation comment, which is HTML. */
function escaped(text: string | undefined): string | undefined {
  return text
    ?.replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("'", "&#39;")
    .replaceAll('"', "&#34;");
}
