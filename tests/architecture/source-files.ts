import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** The sources as the compiler reads them, for rules about who imports whom and who uses what. */

export const project = path.resolve(__dirname, "..", "..");

export interface SourceFile {
  /** From the project's root, with slashes: `provider/plan/diff.ts`. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As written: `node:crypto`, `../model/tools`. */
  readonly specifier: string;
  /** The file of the project that is meant; undefined for packages and built-ins. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
}

/** All TypeScript files below these folders of the project that are no tests; none where a folder is not there. */
export function sourceFiles(...roots: readonly string[]): SourceFile[] {
  return roots
    .filter((root) => existsSync(path.join(project, root)))
    .flatMap((root) =>
      readdirSync(path.join(project, root), { recursive: true })
        .map((name) => path.posix.join(root, String(name).split(path.sep).join("/")))
        .filter((name) => name.endsWith(".ts") && !/\.(test|d)\.ts$|\/node_modules\//.test(name)),
    )
    .sort()
    .map(read);
}

function read(name: string): SourceFile {
  const text = readFileSync(path.join(project, name), "utf8");
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  return { path: name, tree, imports: importsOf(name, tree) };
}

function importsOf(name: string, tree: ts.SourceFile): Import[] {
  return nodesOf(tree).flatMap((node) => {
    const isTypeOnly = ts.isImportDeclaration(node)
      ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : ts.isExportDeclaration(node) && node.isTypeOnly;
    const specifier = specifierOf(node);
    return specifier === undefined
      ? []
      : [{ specifier, target: targetOf(name, specifier), isTypeOnly }];
  });
}

/** Of `import … from`, `export … from`, `import()`, `require()` and `import("…")` in a type. */
function specifierOf(node: ts.Node): string | undefined {
  const literal =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && /^(import|require)$/.test(node.expression.getText())
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return literal !== undefined && ts.isStringLiteral(literal) ? literal.text : undefined;
}

function targetOf(name: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) {
    return undefined;
  }
  const base = path.posix.join(path.posix.dirname(name), specifier);
  const candidates = [base, `${base}.ts`, `${base}/index.ts`];
  return (
    candidates.find((file) => /\.\w+$/.test(file) && existsSync(path.join(project, file))) ?? base
  );
}

/** Every node of the tree, parents before children. */
export function nodesOf(tree: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return nodes;
}

/** `provider/plan/diff.ts:12`, for messages. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree));
  return `${file.path}:${line + 1}`;
}

/** The room a file of provider/ belongs to: its folder, or its own name at the top. */
export function roomOf(file: string): string {
  const [top, second = ""] = file.split("/");
  return top === "provider" ? second : (top ?? "");
}
