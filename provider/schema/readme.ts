import type { Declaration, Property, Shape } from "./declarations";
import { declarationNamed, sessionOverridesDeclaration } from "./describe";
import { outputs } from "./session-overrides-resource";

const begin = "<!-- inputs:begin -->";
const end = "<!-- inputs:end -->";

/** The README with the tables of inputs and outputs between its markers renewed; throws if a marker is missing. */
export function readmeWithTables(readme: string, declarations: readonly Declaration[]): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`README.md has no ${begin} followed by ${end}; the tables go between them`);
  }
  const tables = `${inputsTable(declarations)}\n\n${outputsTable()}`;
  return `${readme.slice(0, from + begin.length)}\n\n${tables}\n\n${readme.slice(to)}`;
}

function inputsTable(declarations: readonly Declaration[]): string {
  const rows = sessionOverridesDeclaration(declarations).properties.map((member) => [
    `\`${member.name}\``,
    `\`${typeName(member.shape, declarations)}\``,
    defaultText(member),
    member.description ?? "",
  ]);
  return table(["Input", "Type", "Default", "What it is"], rows);
}

function outputsTable(): string {
  const rows = Object.entries(outputs).map(([name, { type, description }]) => [
    `\`${name}\``,
    `\`${type === "object" ? "Access" : type}\``,
    description,
  ]);
  return table(["Output", "Type", "What it is"], rows);
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
