import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  capitalized,
  describeUnless,
  enumerations,
  examples,
  functions,
  generate,
  resourceDescriptions,
  SET_UP_TIMEOUT_MS,
  section,
  typedArgumentClasses,
} from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { reasonNoGenerator } from "./sdk-generator";

const noGenerator = reasonNoGenerator();
const noCompiler =
  spawnSync("dotnet", ["--version"]).status === 0 ? undefined : "dotnet is not installed";
/** A member of a class with its one line of docs; its attribute is there or on the field behind it. */
const DOCUMENTED =
  /\/\/\/ <summary>\n +\/\/\/ (.+)\n +\/\/\/ <\/summary>\n(?: +\[Input\(.+\)\]\n)? +public [^\n(]+? (\w+)(?= *[\n{;])/g;

describeUnless(noGenerator, "the generated SDK for C#", () => {
  let folder: string;
  let source: string;

  beforeAll(async () => {
    folder = path.join(await generate("csharp"), "csharp");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    source = files
      .filter((name) => name.endsWith(".cs"))
      .map((name) => readFileSync(path.join(folder, name), "utf8"))
      .join("\n");
  }, SET_UP_TIMEOUT_MS);

  test.each(typedArgumentClasses)("%sArgs has every argument with its docs", (name, properties) => {
    const text = section(source, `public sealed class ${name}Args `, "\n    }\n");
    const documented = [...text.matchAll(DOCUMENTED)].map(([, docs, member]) => [member, docs]);
    const expected = Object.entries(properties).map(([property, { description }]) => [
      capitalized(property),
      escaped(description),
    ]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(expected));
  });

  test.each(resourceDescriptions)("%s says what it is for", (name, description) => {
    expect(
      section(source, `/// ${escaped(description)}\n`, `public partial class ${name} `),
    ).toMatch(/ResourceType\("[\w:-]+"\)\]\s+$/);
  });

  test.each(examples)("%s shows its example in C#", (_name, example) => {
    expect(source.replace(/^ +\/\/\/ ?/gm, "")).toContain(escaped(example.csharp.trim()));
  });

  test.each(functions)("%s says what it returns", (name, _inputs, description) => {
    const text = section(source, `public static class ${capitalized(name)}`, "InvokeAsync(");
    expect(text).toContain(`/// ${escaped(description)}\n`);
  });

  test.each(enumerations)("$name has its words", ({ name, description, words }) => {
    const text = section(source, `/// ${escaped(description)}\n`, "operator ==");
    expect(text).toContain(`public readonly struct ${name} `);
    for (const word of words) {
      expect(text).toContain(` ${name} ${word.name} { get; } = new ${name}("${word.value}");`);
    }
  });

  test("defaults are filled in", () => {
    const text = section(source, "public SessionOverridesArgs()\n", "}\n");
    expect(text.split("\n").map((line) => line.trim())).toEqual([
      "public SessionOverridesArgs()",
      "{",
      "InterruptAfterSeconds = 60;",
      "Ownership = Pulumi.ManagedAgents.OwnershipPolicy.Exclusive;",
      "WaitTimeoutSeconds = 600;",
      "WhenBusy = Pulumi.ManagedAgents.BusyPolicy.Wait;",
      "",
    ]);
  });

  test.each(["apiKey", "authToken"])("%s of a provider is secret", (name) => {
    const setter = section(source, `public Input<string>? ${capitalized(name)}\n`, "[Input(");
    expect(setter).toContain("Output.CreateSecret(");
    expect(setter).toContain(`_${name} = Output.Tuple<`);
  });

  describeUnless(noCompiler, "the compilation of the generated SDK for C#", () => {
    test(
      "succeeds",
      async () => {
        const options = ["--nologo", "-p:GeneratePackageOnBuild=false"];
        await mustSucceed("dotnet", ["build", ...options], { cwd: folder });
      },
      SET_UP_TIMEOUT_MS,
    );
  });
});

/** As the generator writes text into a documentation comment, which is XML. */
function escaped(text: string | undefined): string | undefined {
  return text?.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
