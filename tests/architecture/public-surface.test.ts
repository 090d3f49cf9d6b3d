import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { nodesOf, project } from "./source-files";

/** Reading the entry points with the types of all they import takes a while. */
const timeoutMs = 120_000;

const settings = ts.readConfigFile(path.join(project, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(settings.config, ts.sys, project);
const entryPoints = [
  "sdk/index.ts",
  "sdk/native.ts",
  "provider/index.ts",
  "tests/emulator/index.ts",
];
const program = ts.createProgram(
  entryPoints.map((file) => path.join(project, file)),
  {
    ...options,
    types: ["node"],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  },
);

function exportsOf(entryPoint: string) {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path.join(project, entryPoint));
  const module = file && checker.getSymbolAtLocation(file);
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
  const isValue = (symbol: ts.Symbol) => {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
    return (target.flags & ts.SymbolFlags.Value) !== 0;
  };
  const names = (wanted: boolean) =>
    symbols
      .filter((symbol) => isValue(symbol) === wanted)
      .map(({ name }) => name)
      .sort();
  return { values: names(true), types: names(false) };
}

/** What is published stays: a name that goes away or is added shows here first. */
describe("the public names", () => {
  test(
    "of pulumi-managed-agents",
    () => {
      expect(exportsOf("sdk/index.ts")).toEqual({
        values: [
          "AgentSessionOverrides",
          "Provider",
          "SessionOverrides",
          "agentToolset",
          "customTool",
          "getSession",
          "getSessionOutput",
          "listSessions",
          "listSessionsOutput",
          "mcpServer",
          "mcpToolset",
        ],
        types: [
          "AbsentArgs",
          "Access",
          "AccessLevel",
          "AgentDeletePolicy",
          "AgentSessionOverridesArgs",
          "AgentToolConfigArgs",
          "AgentToolsetArgs",
          "BuiltInTool",
          "BusyPolicy",
          "CustomToolArgs",
          "DeletePolicy",
          "GetSessionArgs",
          "InputSchemaArgs",
          "ListSessionsArgs",
          "ListSessionsResult",
          "LiveStatus",
          "McpServer",
          "McpServerArgs",
          "McpToolConfigArgs",
          "McpToolsetArgs",
          "OtherToolArgs",
          "OtherToolType",
          "OwnershipPolicy",
          "Pending",
          "PermissionPolicyArgs",
          "PlainToolConfigArgs",
          "PlainToolName",
          "ProviderArgs",
          "Session",
          "SessionOverridesArgs",
          "Tool",
          "ToolArgs",
          "ToolDefaultsArgs",
          "ToolReferenceArgs",
          "UrlSourceArgs",
          "UrlSourceRuleArgs",
          "UrlSourcesArgs",
          "UserLocationArgs",
          "WebFetchConfigArgs",
          "WebSearchConfigArgs",
        ],
      });
    },
    timeoutMs,
  );

  test(
    "of pulumi-managed-agents/native are the same, so that a stack moves by changing the import",
    () => {
      expect(exportsOf("sdk/native.ts")).toEqual(exportsOf("sdk/index.ts"));
    },
    timeoutMs,
  );

  test(
    "of pulumi-managed-agents/provider",
    () => {
      expect(exportsOf("provider/index.ts")).toEqual({ values: ["get"], types: [] });
    },
    timeoutMs,
  );

  test(
    "of pulumi-managed-agents/testing",
    () => {
      expect(exportsOf("tests/emulator/index.ts")).toEqual({
        values: ["startEmulator"],
        types: [
          "AgentArrays",
          "AgentSeed",
          "CustomToolRight",
          "Emulator",
          "EmulatorOptions",
          "Fault",
          "FaultControls",
          "FederationOptions",
          "IssuedToken",
          "Login",
          "OrganizationOptions",
          "RateLimitOptions",
          "RecordedRequest",
          "RequestMatch",
          "RunControls",
          "RunOptions",
          "RunResult",
          "SeededArrays",
          "ServerRight",
          "SessionControls",
          "SessionRights",
          "SessionSeed",
          "SessionStatus",
          "StopReason",
          "TokenControls",
          "ToolRight",
          "ToolUse",
          "TurnOptions",
          "UrlSpelling",
          "WebLimits",
          "WireAgent",
          "WireBudget",
          "WireEvent",
          "WireMcpServer",
          "WireResource",
          "WireSession",
          "WireTool",
          "WireUsage",
        ],
      });
    },
    timeoutMs,
  );
});

test(
  "the declarations that users get hold no any, written or inferred",
  () => {
    const found: string[] = [];
    const collect = (name: string, text: string) => {
      const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
      for (const node of nodesOf(tree)) {
        if (node.kind === ts.SyntaxKind.AnyKeyword) {
          found.push(`${path.relative(project, name)}: ${node.parent.getText()}`);
        }
      }
    };
    const published = program
      .getSourceFiles()
      .filter(({ fileName }) =>
        /\/(sdk|tests\/emulator)\/[^/]+\.ts$/.test(fileName.slice(project.length)),
      );
    for (const file of published) program.emit(file, collect, undefined, true);
    expect(published.length).toBeGreaterThan(5);
    expect(found).toEqual([]);
  },
  timeoutMs,
);

test("hover texts and the schema name no section of a sheet that their readers do not have", () => {
  const files = [
    ...readdirSync(path.join(project, "sdk")).map((file) => `sdk/${file}`),
    "provider/schema/schema.json",
  ];
  const naming = files.filter((file) =>
    readFileSync(path.join(project, file), "utf8").includes("API §"),
  );
  expect(naming).toEqual([]);
});
