import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";

const folder = path.resolve(__dirname, "..", "..", "examples");
const manifestOf = (example: string) => path.join(folder, example, "package.json");
const examples = readdirSync(folder).filter((name) => existsSync(manifestOf(name)));

test.each(examples)("%s pins what it installs, Pulumi's SDK to the one that is tested", (name) => {
  const text = readFileSync(manifestOf(name), "utf8");
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text);
  const versions: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };
  expect(Object.values(versions).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(versions["pulumi-managed-agents"]).toBe(manifest.version);
  expect([undefined, manifest.devDependencies["@pulumi/pulumi"]]).toContain(
    versions["@pulumi/pulumi"],
  );
});
