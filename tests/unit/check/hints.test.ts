import {
  builtIn,
  check,
  customTool,
  linear,
  mcpServer,
  type RuleCase,
  violationsOf,
} from "./checking";

const vaults =
  "Managed Agents takes no credentials here: they belong in a vault of the session, which finds its server by the URL";
const server = (members: object) => ({
  ...linear(),
  mcpServers: [{ ...mcpServer("linear"), ...members }],
});

const refused: readonly RuleCase[] = [
  ...["authorization_token", "authorizationToken", "headers"].map(
    (key): RuleCase => [
      `${key} of the Messages API`,
      server({ [key]: "secret" }),
      `mcpServers[0].${key}`,
      `"${key}" is not a key here; ${vaults}`,
    ],
  ),
  [
    "tool_configuration of the Messages API",
    server({ tool_configuration: {} }),
    "mcpServers[0].tool_configuration",
    '"tool_configuration" is not a key here; which tools may be used is said by the MCP toolset in tools',
  ],
  [
    "a variable in a URL",
    server({ url: `https://mcp.example.com/sse?key=$${"{KEY}"}` }),
    "mcpServers[0].url",
    `holds \${KEY}, which nothing here replaces; let the program put the value in (in TypeScript between backticks). A secret does not belong in the URL: ${vaults}`,
  ],
  [
    "a description of more than 4,096 characters",
    { tools: [customTool({ description: "x".repeat(4097) })] },
    "tools[0].description",
    "must have at most 4096 characters",
  ],
];

describe("what belongs elsewhere is told where", () => {
  test.each(refused)("%s", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });

  test("an entry that does not say what it is and holds a key that none has breaks both rules", () => {
    const names = '"bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"';
    expect(violationsOf(builtIn({ tool_name: "bash" }))).toEqual([
      { path: "tools[0].configs[0].name", reason: `is missing; it must be one of ${names}` },
      { path: "tools[0].configs[0].tool_name", reason: '"tool_name" is not a key here' },
    ]);
    expect(
      violationsOf({ tools: [{ kind: "custom", name: "x" }] }).map(({ path }) => path),
    ).toEqual(["tools[0].type", "tools[0].kind"]);
  });

  test.each(["always_deny", "deny", "never_allow", "disabled"])(
    "the policy %s passes, with a word about what forbids",
    (type) => {
      const { violations, warnings } = check(builtIn({ name: "bash", permissionPolicy: { type } }));
      expect(violations).toEqual([]);
      expect(warnings).toEqual([
        expect.stringMatching(/the API decides; no policy forbids a tool: enabled: false does$/),
      ]);
    },
  );

  test("a description of 4,096 characters is fine", () => {
    expect(violationsOf({ tools: [customTool({ description: "x".repeat(4096) })] })).toEqual([]);
  });
});

describe("numbers that JavaScript does not keep", () => {
  const schema = (maximum: number) => ({
    tools: [
      customTool({
        inputSchema: { type: "object", properties: { id: { enum: [1, maximum] } } },
      }),
    ],
  });

  test("above 2⁵³ they are warned of, by their place", () => {
    expect(check(schema(2 ** 63)).warnings).toEqual([
      "tools[0].inputSchema.properties.id.enum[1]: 9223372036854775808 is too large for a number to be kept exactly, so it may be rounded already; the session gets what is shown here",
    ]);
  });

  test.each([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0.1, 1.5])("%d is kept", (kept) => {
    expect(check(schema(kept)).warnings).toEqual([]);
  });
});
