import { agentOutputs } from "./agent-session-overrides-resource";
import type { Declaration, ObjectDeclaration, Property, Shape } from "./declarations";
import { declarationNamed, isResource, resourceDeclaration } from "./describe";
import { settings } from "./provider-settings";
import type { PropertySpec, PropertySpecs } from "./pulumi-schema";
import { outputs } from "./session-overrides-resource";
import { withoutSources } from "./sources";

/*
 * The tables of the documentation. They stand between the markers of the pages below; what is around them is written
 * by hand.
 */

/** What goes between `<!-- marker:begin -->` and `<!-- marker:end -->`. */
interface Part {
  readonly marker: string;
  readonly text: (declarations: readonly Declaration[]) => string;
}

export const pages: ReadonlyMap<string, readonly Part[]> = new Map([
  [
    "docs/inputs.md",
    [
      { marker: "inputs", text: inputsOfOne },
      { marker: "entries", text: entryTypes },
    ],
  ],
  ["docs/fleets.md", [{ marker: "inputs", text: inputsOfMany }]],
  [
    "docs/settings.md",
    [{ marker: "settings", text: () => settingsTable(withoutSources(settings)) }],
  ],
]);

/** The page with everything between its markers renewed; throws if a marker is missing. */
export function pageWithTables(
  page: string,
  text: string,
  declarations: readonly Declaration[],
): string {
  return (pages.get(page) ?? []).reduce((renewed, part) => {
    const [begin, end] = [`<!-- ${part.marker}:begin -->`, `<!-- ${part.marker}:end -->`];
    const from = renewed.indexOf(begin);
    const to = renewed.indexOf(end, from);
    if (from < 0 || to < 0) {
      throw new Error(`${page} has no ${begin} followed by ${end}; the tables go between them`);
    }
    const between = part.text(declarations);
    return `${renewed.slice(0, from + begin.length)}\n\n${between}\n\n${renewed.slice(to)}`;
  }, text);
}

function inputsOfOne(declarations: readonly Declaration[]): string {
  const { properties } = resourceDeclaration(declarations, "SessionOverrides");
  return `${inputsTable("Input", properties, declarations)}\n\n${outputsTable(outputs)}`;
}

/** What both resources have is described once, with the other one. */
function inputsOfMany(declarations: readonly Declaration[]): string {
  const one = resourceDeclaration(declarations, "SessionOverrides").properties;
  const many = resourceDeclaration(declarations, "AgentSessionOverrides").properties;
  const known = new Set(one.map((property) => JSON.stringify(property)));
  const isKnown = (property: Property) => known.has(JSON.stringify(property));
  const own = many.filter((property) => !isKnown(property));
  const names = many.filter(isKnown).map(({ name }) => `\`${name}\``);
  const shared = `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are the inputs of [\`SessionOverrides\`](inputs.md).`;
  return [inputsTable("Input", own, declarations), shared, outputsTable(agentOutputs)].join("\n\n");
}

/** A table for each kind of object that stands in the inputs. */
function entryTypes(declarations: readonly Declaration[]): string {
  return declarations
    .filter((each): each is ObjectDeclaration => each.kind === "object" && !isResource(each))
    .map(({ name, description, properties }) =>
      [
        `### \`${name}Args\``,
        description ?? "",
        inputsTable("Member", properties, declarations),
      ].join("\n\n"),
    )
    .join("\n\n");
}

function inputsTable(
  head: string,
  properties: readonly Property[],
  declarations: readonly Declaration[],
): string {
  const rows = properties.map((member) => [
    `\`${member.name}\``,
    `\`${typeName(member.shape, declarations)}\``,
    defaultText(member),
    member.description ?? "",
  ]);
  return table([head, "Type", "Default", "What it is"], rows);
}

/** Objects that come out have a type of their name. */
function outputsTable(described: typeof outputs | typeof agentOutputs): string {
  const rows = Object.entries<PropertySpec>(described).map(([name, { type, description }]) => [
    `\`${name}\``,
    `\`${plainTypeName(type) ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`}\``,
    description ?? "",
  ]);
  return table(["Output", "Type", "What it is"], rows);
}

function settingsTable(described: PropertySpecs): string {
  const rows = Object.entries(described).map(([name, { type, secret, description }]) => [
    `\`managed-agents:${name}\``,
    `${plainTypeName(type) ?? type}${secret === true ? ", secret" : ""}`,
    description ?? "",
  ]);
  return table(["Setting", "Type", "What it is"], rows);
}

function plainTypeName(type: string | undefined): string | undefined {
  switch (type) {
    case "string":
    case "boolean":
      return type;
    case "integer":
      return "number";
    default:
      return undefined;
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
      return JSON.stringify(shape.value);
    case "words":
      return shape.words.map((word) => JSON.stringify(word)).join(" | ");
    case "json":
      return "object";
    default:
      return shape.kind;
  }
}
