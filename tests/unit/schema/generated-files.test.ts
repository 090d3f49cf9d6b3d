import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "../../../provider/schema/generate";
import { pages } from "../../../provider/schema/pages";

const root = join(__dirname, "../../..");

describe("generated files", () => {
  const generated = [...generatedFiles(root)];

  test.each(generated)("%s is what `npm run generate` writes today", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  test("those that are generated as a whole are marked so for a reviewer's diff", () => {
    const marked = readFileSync(join(root, ".gitattributes"), "utf8")
      .split("\n")
      .flatMap((line) => /^(\S+) linguist-generated$/.exec(line)?.[1] ?? []);
    const whole = generated.map(([path]) => path).filter((path) => !pages.has(path));
    expect(marked).toEqual([...whole, "package-lock.json"].sort());
  });

  test("they are the types of the SDK and the package schema", () => {
    expect(generated.map(([path]) => path)).toEqual(
      expect.arrayContaining(["sdk/args.ts", "sdk/outputs.ts", "provider/schema/schema.json"]),
    );
  });
});
