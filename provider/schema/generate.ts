import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtInToolWords, describeModel } from "./describe";
import { formatted } from "./formatted";
import { packageSchema } from "./package-schema";
import { pages, pageWithTables } from "./pages";
import { reportJsonSchema } from "./report-schema";
import { withoutSources } from "./sources";
import { argumentTypes, outputTypes } from "./typescript";

/** Every file that is derived from the model: path relative to the root of the project, and its whole text. */
export function generatedFiles(root: string): ReadonlyMap<string, string> {
  const declarations = withoutSources([builtInToolWords, ...describeModel()]);
  const code: readonly (readonly [string, string])[] = [
    ["sdk/args.ts", argumentTypes(declarations)],
    ["sdk/outputs.ts", outputTypes(declarations)],
    ["docs/report.schema.json", JSON.stringify(reportJsonSchema(), undefined, 2)],
    ["provider/schema/schema.json", JSON.stringify(packageSchema(), undefined, 2)],
  ];
  const described = [...pages.keys()]
    .filter((page) => existsSync(join(root, page)))
    .map((page) => {
      const text = readFileSync(join(root, page), "utf8");
      return [page, pageWithTables(page, text, declarations)] as const;
    });
  return new Map([
    ...code.map(([path, text]) => [path, formatted(root, path, text)] as const),
    ...described,
  ]);
}

/** Writes all of them. Run by `npm run generate` in the root of the project. */
function writeGeneratedFiles(root: string): void {
  for (const [path, text] of generatedFiles(root)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (require.main === module) {
  writeGeneratedFiles(process.cwd());
}
