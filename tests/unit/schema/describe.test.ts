import { sessionOverridesSchema } from "../../../provider/model/inputs";
import type { Declaration, Property } from "../../../provider/schema/declarations";
import { declarationNamed, describeModel } from "../../../provider/schema/describe";

const declarations = describeModel();

function propertiesOf(declaration: Declaration): readonly Property[] {
  return declaration.kind === "object" ? declaration.properties : [];
}

function property(owner: string, name: string): Property {
  const found = propertiesOf(declarationNamed(declarations, owner)).find(
    (member) => member.name === name,
  );
  if (found === undefined) {
    throw new Error(`${owner} has no ${name}`);
  }
  return found;
}

describe("the description of the model", () => {
  test("has every input, in the model's order", () => {
    expect(
      propertiesOf(declarationNamed(declarations, "SessionOverrides")).map(({ name }) => name),
    ).toEqual(Object.keys(sessionOverridesSchema.shape));
  });

  test("leaves no declaration and no property without words", () => {
    const silent = declarations.flatMap((declaration) => [
      ...(declaration.description === undefined ? [declaration.name] : []),
      ...propertiesOf(declaration)
        .filter(({ description }) => description === undefined)
        .map(({ name }) => `${declaration.name}.${name}`),
    ]);
    expect(silent).toEqual([]);
  });

  test("declares each name once, and before it is used", () => {
    const order = declarations.map(({ name }) => name);
    expect(new Set(order).size).toBe(order.length);
    const early = declarations.flatMap((declaration, index) =>
      namesUsed(declaration).filter((name) => !order.slice(0, index).includes(name)),
    );
    expect(early).toEqual([]);
  });

  test.each([
    ["SessionOverrides", "sessionId", { isOptional: false, defaultValue: undefined }],
    ["SessionOverrides", "tools", { isOptional: true, defaultValue: undefined }],
    ["SessionOverrides", "whenBusy", { isOptional: true, defaultValue: "wait" }],
    ["SessionOverrides", "waitTimeoutSeconds", { isOptional: true, defaultValue: 600 }],
    // What the API fills in is no default of ours: nothing that the user did not write goes on the wire.
    ["ToolDefaults", "enabled", { isOptional: true, defaultValue: undefined }],
    ["CustomTool", "inputSchema", { shape: { kind: "named", name: "InputSchema" } }],
    ["WebFetchConfig", "name", { shape: { kind: "constant", value: "web_fetch" } }],
    ["WebFetchConfig", "maxContentTokens", { shape: { kind: "integer" } }],
    ["PermissionPolicy", "type", { shape: expect.objectContaining({ isOpen: true }) }],
  ])("%s.%s", (owner, name, expected) => {
    expect(property(owner, name)).toMatchObject(expected);
  });

  test("gives the built-in tools without options of their own one declaration", () => {
    expect(property("PlainToolConfig", "name").shape).toEqual({
      kind: "named",
      name: "PlainToolName",
    });
    expect(declarationNamed(declarations, "PlainToolName")).toMatchObject({
      words: ["bash", "read", "write", "edit", "glob", "grep"],
    });
    expect(declarationNamed(declarations, "AgentToolConfig")).toMatchObject({
      discriminator: "name",
      options: ["PlainToolConfig", "WebFetchConfig", "WebSearchConfig"].map((name) => ({
        kind: "named",
        name,
      })),
    });
  });

  test("refuses a name that nobody declares", () => {
    expect(() => declarationNamed(declarations, "Nothing")).toThrow("declares no Nothing");
  });
});

function namesUsed(declaration: Declaration): string[] {
  const shapes = declaration.kind === "union" ? [...declaration.options] : [];
  shapes.push(...propertiesOf(declaration).map(({ shape }) => shape));
  return shapes
    .map((shape) => (shape.kind === "array" ? shape.element : shape))
    .flatMap((shape) => (shape.kind === "named" ? [shape.name] : []));
}
