import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import {
  nodesOf,
  placeOf,
  project,
  roomOf,
  type SourceFile,
  sourceFiles,
} from "./architecture/source-files";

const provider = sourceFiles("provider");
const sdk = sourceFiles("sdk");
const emulator = sourceFiles("tests/emulator");
const examples = sourceFiles("examples");
const published = [...provider, ...sdk, ...emulator];

/**
 * Which rooms, or single files, a room may import from; itself always. Data flows one way:
 * model ← plan ← reconcile ← lifecycle ← hosts, and only the entry points at the end see everything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "engine-words.ts": [],
  "errors.ts": ["model/property-record.ts", "model/shown-text.ts"],
  "proxy.ts": ["errors.ts"],
  "toolchain.ts": ["errors.ts"],
  credentials: ["errors.ts"],
  // Of check only what tells a misspelling.
  "config.ts": ["check/setting-names.ts", "credentials", "errors.ts", "proxy.ts"],
  model: ["errors.ts"],
  plan: ["model"],
  check: ["model", "plan"],
  "preview.ts": ["model", "plan"],
  wait: ["model"],
  reconcile: ["errors.ts", "model", "plan", "wait"],
  "endings.ts": ["check", "errors.ts", "model", "reconcile"],
  "lifecycle.ts": [
    "check",
    "endings.ts",
    "errors.ts",
    "grants.ts",
    "model",
    "plan",
    "preview.ts",
    "reconcile",
    "session-state.ts",
    "take-over.ts",
  ],
  "session-state.ts": ["grants.ts", "model", "plan", "reconcile"],
  "agent-lifecycle.ts": [
    "check",
    "endings.ts",
    "errors.ts",
    "lifecycle.ts",
    "model",
    "plan",
    "preview.ts",
    "reconcile",
  ],
  "grants.ts": ["check", "model", "plan", "reconcile"],
  "take-over.ts": ["model", "plan", "preview.ts", "reconcile"],
  "survey.ts": ["errors.ts", "lifecycle.ts", "model", "preview.ts", "reconcile", "take-over.ts"],
  "functions.ts": ["check", "errors.ts", "model", "plan", "reconcile"],
  // Of reconcile only the ports that this room serves.
  api: [
    "config.ts",
    "credentials",
    "errors.ts",
    "model",
    "plan",
    "proxy.ts",
    "wait",
    "reconcile/session-api.ts",
    "reconcile/dependencies.ts",
  ],
  // Of check only what it leaves on the board.
  board: ["check/notes.ts"],
  // Of check and plan only what results look like, and the keys by which secrets are found again.
  hosts: [
    "check/ignored-paths.ts",
    "check/violation.ts",
    "engine-words.ts",
    "errors.ts",
    "functions.ts",
    "lifecycle.ts",
    "model",
    "plan/canonical.ts",
    "plan/detailed-diff.ts",
    "plan/keys.ts",
    "plan/right-keys.ts",
    "reconcile",
    "survey.ts",
    "toolchain.ts",
  ],
  // Judges what the engine wrote down, with the sentences that the provider says itself.
  report: [
    "engine-words.ts",
    "errors.ts",
    "model",
    "plan",
    "preview.ts",
    "proxy.ts",
    "reconcile",
    "wait",
  ],
  "review.ts": ["api/version.ts", "compose.ts", "report"],
  // Run at build time; only the JSON it writes is published.
  schema: ["api/version.ts", "functions.ts", "model", "report/report.ts"],
  "compose.ts": ["api", "config.ts", "credentials", "grants.ts", "reconcile", "wait"],
  "index.ts": [
    "agent-lifecycle.ts",
    "board",
    "check/operation.ts",
    "compose.ts",
    "config.ts",
    "errors.ts",
    "hosts",
    "lifecycle.ts",
    "reconcile/dependencies.ts",
    "toolchain.ts",
  ],
  "in-program.ts": [
    "check/ignored-paths.ts",
    "compose.ts",
    "config.ts",
    "errors.ts",
    "functions.ts",
    "hosts",
    "model/property-record.ts",
    "toolchain.ts",
  ],
  "native.ts": [
    "agent-lifecycle.ts",
    "api/version.ts",
    "board",
    "check/operation.ts",
    "compose.ts",
    "config.ts",
    "errors.ts",
    "functions.ts",
    "hosts",
    "lifecycle.ts",
    "reconcile",
    "schema/schema.json",
    "toolchain.ts",
  ],
};

/** Where a package or a built-in of Node may be imported. */
const packageHomes: Readonly<Record<string, readonly string[]>> = {
  undici: ["api", "report"],
  "@anthropic-ai/sdk": ["api"],
  zod: ["api", "check", "config.ts", "credentials", "functions.ts", "model", "report", "schema"],
  "@pulumi/pulumi": ["hosts", "index.ts", "native.ts", "sdk"],
  "@grpc/grpc-js": ["hosts", "native.ts"],
  "google-protobuf": ["hosts"],
  "safe-stable-stringify": ["plan"],
  "fastest-levenshtein": ["check"],
  "node:crypto": ["api", "board", "plan"],
  "node:net": ["check"],
  "node:timers": ["wait"],
  "node:events": ["hosts", "wait"],
  "node:child_process": ["schema"],
  "node:fs": ["api", "board", "review.ts", "schema"],
  "node:os": ["index.ts", "native.ts"],
  "node:path": ["api", "board", "schema"],
  "node:util": ["report"],
};

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

const importLines = (file: SourceFile, isBad: (target: string, specifier: string) => boolean) =>
  file.imports
    .filter(({ target, specifier }) => isBad(target ?? "", specifier))
    .map(({ specifier }) => `${file.path} imports ${specifier}`);

describe("who may import whom", () => {
  test("every room of provider/ has a line in the table", () => {
    expect(
      [...new Set(provider.map(({ path }) => roomOf(path)))].filter((room) => !(room in mayImport)),
    ).toEqual([]);
  });

  test("CONTRIBUTING shows the same", () => {
    const shown = (room: string) => mayImport[room]?.map((name) => name.replace(/\.ts$/, "")) ?? [];
    const text = readFileSync(path.join(project, "CONTRIBUTING.md"), "utf8");
    const rows = Object.keys(mayImport).map((room) => `| \`provider/${room}\` |`);
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
    const differing = Object.keys(mayImport).filter((room) => {
      const row = text.split("\n").find((line) => line.startsWith(`| \`provider/${room}\` |`));
      const cell = row?.split("|").at(-2)?.trim();
      return cell !== shown(room).join(", ");
    });
    expect(differing.map((room) => `${room}: ${shown(room).join(", ")}`)).toEqual([]);
  });

  test.each(Object.keys(mayImport))("%s", (room) => {
    const allowed = [room, ...(mayImport[room] ?? [])];
    const isBad = (target: string) =>
      target !== "" &&
      !allowed.includes(roomOf(target)) &&
      !allowed.some((file) => target === `provider/${file}`);
    const files = provider.filter(({ path }) => roomOf(path) === room);
    expect(files.flatMap((file) => importLines(file, isBad))).toEqual([]);
  });

  test("packages and built-ins only where they have their home", () => {
    const isBad = (file: SourceFile) => (target: string, specifier: string) =>
      target === "" && !(packageHomes[packageOf(specifier)] ?? []).includes(roomOf(file.path));
    expect([...provider, ...sdk].flatMap((file) => importLines(file, isBad(file)))).toEqual([]);
  });

  test("sdk/ imports nothing of the project but itself and the functions of provider/", () => {
    const isBad = (target: string) =>
      target !== "" && !target.startsWith("sdk/") && target !== "provider/in-program.ts";
    expect(sdk.flatMap((file) => importLines(file, isBad))).toEqual([]);
  });

  test("tests/emulator imports nothing but itself and built-ins of Node", () => {
    const isBad = (target: string, specifier: string) =>
      target === "" ? !specifier.startsWith("node:") : !target.startsWith("tests/emulator/");
    expect(emulator.flatMap((file) => importLines(file, isBad))).toEqual([]);
  });

  test("examples import the package by its name, as users do", () => {
    const isBad = (target: string) => target !== "" && !target.startsWith("examples/");
    expect(examples.flatMap((file) => importLines(file, isBad))).toEqual([]);
  });

  test("nobody in a circle", () => {
    expect(circlesIn(published)).toEqual([]);
  });
});

function circlesIn(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      circles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
    } else if (!done.has(file)) {
      for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

/** Names that reach out of a function's arguments, and the files that may use them, with the reason. */
const worldlyNames: Readonly<Record<string, readonly string[]>> = {
  // The one clock; the transport bounds a request with it. A provider bounds its own last words before it exits.
  setTimeout: ["provider/wait/clock.ts", "provider/hosts/engine-end.ts"],
  "performance.now": ["provider/wait/clock.ts"],
  // A provider looks whether its engine still lives.
  setInterval: ["provider/hosts/engine-watch.ts"],
  // gRPC wants a deadline as a date; a grant ends at a time of day.
  "Date.now": [
    "provider/hosts/engine-log.ts",
    "provider/hosts/engine-version.ts",
    "provider/wait/clock.ts",
  ],
  // Chance is handed to everyone else from here.
  "Math.random": ["provider/compose.ts"],
  // The entry points read the environment and their arguments, and hand them on.
  "process.env": [
    "provider/index.ts",
    "provider/in-program.ts",
    "provider/native.ts",
    "provider/review.ts",
  ],
  "process.argv": ["provider/index.ts", "provider/native.ts", "provider/review.ts"],
  setImmediate: [],
  // The official exchange asks for one; what it is given is our own transport.
  fetch: ["provider/api/tokens/login.ts", "provider/api/tokens/token-source.ts"],
  "new Date()": [],
  "console.log": [],
  "console.error": [],
  "console.warn": [],
};

function worldlyName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return node.getText();
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date") {
    return (node.arguments ?? []).length === 0 ? "new Date()" : undefined;
  }
  const isMember =
    node.parent !== undefined &&
    ts.isPropertyAccessExpression(node.parent) &&
    node.parent.name === node;
  return ts.isIdentifier(node) && !isMember ? node.text : undefined;
}

describe("time, chance, the environment and the console are arguments", () => {
  test.each(Object.entries(worldlyNames))("%s only in %j", (name, homes) => {
    const uses = [...provider, ...sdk].flatMap((file) =>
      nodesOf(file.tree)
        .filter((node) => worldlyName(node) === name && !homes.includes(file.path))
        .map((node) => placeOf(file, node)),
    );
    expect(uses).toEqual([]);
  });

  test("every home uses what it is the home of", () => {
    const used = (file: string, name: string) =>
      provider
        .filter(({ path }) => path === file)
        .some(({ tree }) => nodesOf(tree).some((node) => worldlyName(node) === name));
    const idle = Object.entries(worldlyNames).flatMap(([name, homes]) =>
      homes.filter((home) => !used(home, name)).map((home) => `${home} does not use ${name}`),
    );
    expect(idle).toEqual([]);
  });
});

describe("provider/plan and provider/check are pure", () => {
  const pure = provider.filter(({ path }) => /^provider\/(plan|check|model)\//.test(path));

  test("nothing in them is asynchronous", () => {
    const isAsynchronous = (node: ts.Node) =>
      node.kind === ts.SyntaxKind.AsyncKeyword ||
      ts.isAwaitExpression(node) ||
      (ts.isIdentifier(node) &&
        /^(Promise|PromiseLike|AbortSignal|queueMicrotask)$/.test(node.text));
    expect(
      pure.flatMap((file) =>
        nodesOf(file.tree)
          .filter(isAsynchronous)
          .map((node) => placeOf(file, node)),
      ),
    ).toEqual([]);
  });

  test("nothing in them is kept between two calls", () => {
    const isVariable = (node: ts.Node) =>
      ts.isVariableStatement(node) &&
      ts.isSourceFile(node.parent) &&
      (node.declarationList.flags & ts.NodeFlags.Const) === 0;
    expect(
      pure.flatMap((file) =>
        nodesOf(file.tree)
          .filter(isVariable)
          .map((node) => placeOf(file, node)),
      ),
    ).toEqual([]);
  });
});

test("the wire's snake_case is spoken only where HTTP is", () => {
  const isSnake = (text: string) => /^[a-z]+(_[a-z0-9]+)+$/.test(text);
  const isSnakeName = (node: ts.Node) =>
    (ts.isIdentifier(node) && isSnake(node.text)) ||
    (ts.isStringLiteral(node) &&
      ts.isPropertyAssignment(node.parent) &&
      node.parent.name === node &&
      isSnake(node.text));
  const elsewhere = [...provider, ...sdk].filter(
    ({ path }) => roomOf(path) !== "api" && !path.startsWith("provider/report/post/"),
  );
  expect(
    elsewhere.flatMap((file) =>
      nodesOf(file.tree)
        .filter(isSnakeName)
        .map((node) => placeOf(file, node)),
    ),
  ).toEqual([]);
});
