import { settingKeys } from "../../../provider/config";
import { agentSessionOverridesSchema } from "../../../provider/model/agent-inputs";
import { sessionOverridesSchema } from "../../../provider/model/inputs";
import { packageSchema } from "../../../provider/schema/package-schema";

const schema = packageSchema();
const resource = schema.resources["managed-agents:index:SessionOverrides"];
const inputs = Object.keys(sessionOverridesSchema.shape);

describe("the package schema", () => {
  test("the inputs of SessionOverrides are those of the model; access is none of them", () => {
    expect(Object.keys(resource?.inputProperties ?? {})).toEqual(inputs);
    expect(resource?.requiredInputs).toEqual(["sessionId"]);
    expect(inputs).not.toContain("access");
  });

  test("its outputs are the inputs and what stands still about the session", () => {
    expect(Object.keys(resource?.properties ?? {})).toEqual([
      ...inputs,
      "agentId",
      "archivedAt",
      "terminated",
      "expired",
      "access",
    ]);
    expect(resource?.required).toEqual([
      "sessionId",
      "ownership",
      "whenBusy",
      "waitTimeoutSeconds",
      "interruptAfterSeconds",
      "onDelete",
      "agentId",
      "access",
    ]);
  });

  test("AgentSessionOverrides has the inputs of its model, and what is still to do as an output", () => {
    const agent = schema.resources["managed-agents:index:AgentSessionOverrides"];
    const agentInputs = Object.keys(agentSessionOverridesSchema.shape);
    expect(Object.keys(agent?.inputProperties ?? {})).toEqual(agentInputs);
    expect(agent?.requiredInputs).toEqual(["agentId"]);
    expect(agent?.inputProperties.agentId).toMatchObject({ willReplaceOnChanges: true });
    expect(Object.keys(agent?.properties ?? {})).toEqual([
      ...agentInputs,
      "access",
      "pending",
      "sessionCount",
    ]);
    expect(agent?.required).toEqual(expect.arrayContaining(["access", "pending", "sessionCount"]));
  });

  test("what is filled in is told in words, because few languages show it", () => {
    const members = Object.values(schema.resources).flatMap(({ inputProperties }) =>
      Object.values(inputProperties).filter((input) => input.default !== undefined),
    );
    expect(members).toHaveLength(9);
    for (const { description, default: value } of members) {
      const shown = typeof value === "string" ? `\`${value}\`` : value;
      expect(description).toMatch(new RegExp(` Default: ${shown}\\.$`));
    }
  });

  test.each(["typescript", "python", "go", "csharp", "java", "yaml"])(
    "every resource has an example in %s",
    (language) => {
      for (const { description } of Object.values(schema.resources)) {
        expect(description).toContain(`\n\`\`\`${language}\n`);
      }
    },
  );

  test("another session id replaces", () => {
    expect(resource?.inputProperties.sessionId).toMatchObject({ willReplaceOnChanges: true });
  });

  test("a tool is told apart by its type; a map of anything, which every tool is, is no option", () => {
    expect(resource?.inputProperties.tools?.items).toEqual({
      oneOf: [
        { $ref: "#/types/managed-agents:index:AgentToolset" },
        { $ref: "#/types/managed-agents:index:McpToolset" },
        { $ref: "#/types/managed-agents:index:CustomTool" },
      ],
      discriminator: {
        propertyName: "type",
        mapping: {
          agent_toolset_20260401: "#/types/managed-agents:index:AgentToolset",
          mcp_toolset: "#/types/managed-agents:index:McpToolset",
          custom: "#/types/managed-agents:index:CustomTool",
        },
      },
    });
  });

  test("a config of the agent toolset is told apart by its name", () => {
    const toolset = schema.types["managed-agents:index:AgentToolset"];
    const configs = toolset && "properties" in toolset ? toolset.properties.configs : undefined;
    expect(configs?.items?.discriminator).toEqual({
      propertyName: "name",
      mapping: Object.fromEntries([
        ...["bash", "read", "write", "edit", "glob", "grep"].map((name) => [
          name,
          "#/types/managed-agents:index:PlainToolConfig",
        ]),
        ["web_fetch", "#/types/managed-agents:index:WebFetchConfig"],
        ["web_search", "#/types/managed-agents:index:WebSearchConfig"],
      ]),
    });
  });

  test("a permission policy is any text and names the words of today", () => {
    expect(schema.types["managed-agents:index:PermissionPolicy"]).toMatchObject({
      properties: {
        type: {
          type: "string",
          description: expect.stringMatching(/always_allow.*always_ask.*auto/),
        },
      },
      required: ["type"],
    });
  });

  test("every reference leads to a type", () => {
    const references = [...JSON.stringify(schema).matchAll(/"(?:#\/types\/)([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, token] of references) {
      expect(Object.keys(schema.types)).toContain(token);
    }
  });

  test("every type is used somewhere", () => {
    const text = JSON.stringify(schema);
    for (const token of Object.keys(schema.types)) {
      expect(text).toContain(`"#/types/${token}"`);
    }
  });

  test("the settings are those that are read, in the stack's config and on an explicit provider", () => {
    const names = Object.keys(schema.config.variables);
    expect(names.map((name) => `managed-agents:${name}`)).toEqual(settingKeys);
    expect(schema.provider.inputProperties).toEqual(schema.config.variables);
  });

  test("credentials are secrets, and no setting is read from the environment of the program", () => {
    const settings = Object.entries(schema.config.variables);
    const secrets = settings.filter(([, spec]) => spec.secret).map(([name]) => name);
    expect(secrets).toEqual(["apiKey", "authToken"]);
    expect(JSON.stringify(schema)).not.toContain("defaultInfo");
  });

  test("the version is the package's", () => {
    const { version } = jest.requireActual<{ version: string }>("../../../package.json");
    expect(schema.version).toBe(version);
  });
});
