import ts from "typescript";
import { nodesOf, placeOf, sourceFiles } from "./source-files";

const files = sourceFiles("provider", "sdk", "tests/emulator");
const linesMax = 300;
/** Nobody edits these; `npm run generate` writes them. */
const generated = ["sdk/args.ts", "sdk/outputs.ts"];
const functionLinesMax = 70;
const nestedLinesMax = 120;

const placesOf = (isBad: (node: ts.Node) => boolean) =>
  files.flatMap((file) =>
    nodesOf(file.tree)
      .filter(isBad)
      .map((node) => placeOf(file, node)),
  );

test("there are files to judge", () => {
  expect(files.length).toBeGreaterThan(50);
});

test(`a file has at most ${linesMax} lines`, () => {
  const long = files
    .map(({ path, tree }) => [path, tree.getLineStarts().length - 1] as const)
    .filter(([path, lines]) => lines > linesMax && !generated.includes(path));
  expect(long).toEqual([]);
});

test(`a function has at most ${functionLinesMax} lines of its own`, () => {
  expect(placesOf((node) => ts.isFunctionLike(node) && ownLines(node) > functionLinesMax)).toEqual(
    [],
  );
});

/** They hold the verbs of a host or a resource, each of which is a function that counts for itself. */
const holdVerbs = [
  "provider/agent-lifecycle.ts",
  "provider/hosts/dynamic/dynamic-provider.ts",
  "provider/hosts/native/verbs.ts",
  "provider/lifecycle.ts",
];

test(`and at most ${nestedLinesMax} with the functions inside it, unless these are verbs`, () => {
  const spans = (node: ts.Node) =>
    ts.isFunctionLike(node) && node.getText().split("\n").length > nestedLinesMax;
  const files = placesOf(spans).map((place) => place.replace(/:\d+$/, ""));
  expect([...new Set(files)].sort()).toEqual(holdVerbs);
});

/** The lines of a function without those of the functions inside it, which count for themselves. */
function ownLines(node: ts.Node): number {
  const lines = node.getText().split("\n").length;
  const inner = (parent: ts.Node): ts.Node[] => {
    const children: ts.Node[] = [];
    ts.forEachChild(parent, (child) => void children.push(child));
    return children.flatMap((child) => (ts.isFunctionLike(child) ? [child] : inner(child)));
  };
  const innerLines = inner(node).map((child) => child.getText().split("\n").length - 1);
  return lines - innerLines.reduce((sum, count) => sum + count, 0);
}

test("nothing is exported without its name: no export *, no default", () => {
  const isNameless = (node: ts.Node) =>
    (ts.isExportDeclaration(node) && node.exportClause === undefined) ||
    ts.isExportAssignment(node) ||
    (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent));
  expect(placesOf(isNameless)).toEqual([]);
});

test("any is written nowhere", () => {
  expect(placesOf((node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
});

test("what is known of nothing but its names has one type, in the model", () => {
  const isPlainRecord = (node: ts.Node) =>
    ts.isTypeAliasDeclaration(node) &&
    /^(Readonly<)?Record<string, unknown>>?$/.test(node.type.getText());
  const files = placesOf(isPlainRecord).map((place) => place.replace(/:\d+$/, ""));
  // What the wire has under its own names is another thing.
  expect(files.filter((file) => file.startsWith("provider/"))).toEqual([
    "provider/api/convert.ts",
    "provider/model/property-record.ts",
  ]);
});

test('a message that begins with what was tried says "cannot", as all do', () => {
  const isOtherwise = (node: ts.Node) =>
    (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) &&
    /^(Could not|could not (?!be )|Cannot|[Cc]an't|[Uu]nable to|[Ff]ailed to) /.test(node.text);
  expect(placesOf(isOtherwise).filter((place) => place.startsWith("provider/"))).toEqual([]);
});

test("files are named in kebab-case", () => {
  const odd = files.filter(
    ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(path.split("/").at(-1) ?? ""),
  );
  expect(odd.map(({ path }) => path)).toEqual([]);
});
