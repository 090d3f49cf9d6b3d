import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "../../../provider/schema/generate";

const root = join(__dirname, "../../..");

describe("generated files", () => {
  const generated = [...generatedFiles(root)];

  test.each(generated)("%s is what `npm run generate` writes today", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  test("they are the types of the SDK and the package schema", () => {
    expect(generated.map(([path]) => path)).toEqual(
      expect.arrayContaining(["sdk/args.ts", "sdk/outputs.ts", "provider/schema/schema.json"]),
    );
  });
});
