import { agentOutputs } from "./agent-session-overrides-resource";
import type { Declaration, Property, Shape } from "./declarations";
import { declarationNamed, resourceDeclaration } from "./describe";
import type { PropertySpec } from "./pulumi-schema";
import { outputs } from "./session-overrides-resource";

/** Where the tables of each resource go. */
const places = [
  { resource: "SessionOverrides", marker: "inputs", outputs },
  { resource: "AgentSessionOverrides", marker: "agent-inputs", outputs: agentOutputs },
] as const;

/** The README with the tables of inputs and outputs between its markers renewed; throws if a marker is missing. */
export function readmeWithTables(readme: string, declarations: readonly Declaration[]): string {
  return places.reduce((text, place) => {
    const [begin, end] = [`<!-- ${place.marker}:begin -->`, `<!-- ${place.marker}:end -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) {
      throw new Error(`README.md has no ${begin} followed by ${end}; the tables go between them`);
    }
    const { properties } = resourceDeclaration(declarations, place.resource);
    const tables = `${inputsTable(properties, declarations)}\n\n${outputsTable(place.outputs)}`;
    return `${text.slice(0, from + begin.length)}\n\n${tables}\n\n${text.slice(to)}`;
  }, readme);
}

function inputsTable(properties: readonly Property[], declarations: readonly Declaration[]) {
  const rows = properties.map((member) => [
    `\`${member.name}\``,
    `\`${typeName(member.shape, declarations)}\``,
    defaultText(member),
    member.description ?? "",
  ]);
  return table(["Input", "Type", "Default", "What it is"], rows);
}

/** Objects that come out have a type of their name. */
function outputsTable(described: typeof outputs | typeof agentOutputs): string {
  const rows = Object.entries<PropertySpec>(described).map(([name, { type, description }]) => [
    `\`${name}\``,
    `\`${outputTypeName(name, type)}\``,
    description ?? "",
  ]);
  return table(["Output", "Type", "What it is"], rows);
}

function outputTypeName(name: string, type: string | undefined): string {
  switch (type) {
    case "string":
    case "boolean":
      return type;
    case "integer":
      return "number";
    default:
      return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

function defaultText({ isOptional, defaultValue }: Property): string {
  if (defaultValue !== undefined) {
    return `\`${JSON.stringify(defaultValue)}\``;
  }
  return isOptional ? "" : "required";
}

/** The name under which a TypeScript program meets the type. */
function typeName(shape: Shape, declarations: readonly Declaration[]): string {
  switch (shape.kind) {
    case "array":
      return `${typeName(shape.element, declarations)}[]`;
    case "map":
      return `Record<string, ${typeName(shape.element, declarations)}>`;
    case "named":
      return declarationNamed(declarations, shape.name).kind === "words"
        ? shape.name
        : `${shape.name}Args`;
    case "integer":
      return "number";
    case "constant":
    case "words":
      return "string";
    case "json":
      return "object";
    default:
      return shape.kind;
  }
}
