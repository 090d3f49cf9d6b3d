import type { Declaration, Property, Shape } from "./declarations";
import { isResource } from "./describe";

const header = `// Generated from provider/model by \`npm run generate\`. Do not edit: change the model and generate again.
`;

/** The two ways the same declarations are written: what a program hands in, and what it gets out. */
interface Style {
  /** Ending of the names of objects and unions. */
  readonly suffix: string;
  /** What a value of a property or element is wrapped in. */
  readonly wrap: (type: string) => string;
  /** The same for a property that may be left out. */
  readonly wrapOptional: (type: string) => string;
}

const inputStyle: Style = {
  suffix: "Args",
  wrap: (type) => `pulumi.Input<${type}>`,
  // As Pulumi's own generator has it: an output that turns out to be undefined is the same as leaving it out.
  wrapOptional: (type) => `pulumi.Input<${type} | undefined>`,
};

const outputStyle: Style = {
  suffix: "",
  wrap: (type) => type,
  wrapOptional: (type) => `${type} | undefined`,
};

/** Text of `sdk/args.ts`: what a program may write, every value possibly the output of another resource. */
export function argumentTypes(declarations: readonly Declaration[]): string {
  return [
    header,
    'import type * as pulumi from "@pulumi/pulumi";',
    ...declarations.map((declaration) => declarationText(declaration, declarations, inputStyle)),
  ].join("\n\n");
}

/**
 * Text of `sdk/outputs.ts`: the same shapes as they come out of a resource. Arrays are not read-only, because Pulumi
 * lifts the members of mutable arrays only (\`resource.tools[0].type\`).
 */
export function outputTypes(declarations: readonly Declaration[]): string {
  const shapes = declarations.filter(
    (declaration) => declaration.kind !== "words" && !isResource(declaration),
  );
  return [
    header,
    `import type { ${["OtherToolType", ...wordsUsed(shapes, declarations)].join(", ")} } from "./args";`,
    ...shapes.map((declaration) => declarationText(declaration, declarations, outputStyle)),
    doc(["What the declared arrays allow, flat: key to right, in a fixed order."]),
    "export type Access = Readonly<Record<string, string>>;\n",
  ].join("\n\n");
}

/** Names of words that the shapes refer to; words look the same on both sides and are declared with the arguments. */
function wordsUsed(shapes: readonly Declaration[], all: readonly Declaration[]): string[] {
  const members = shapes.flatMap((shape) => (shape.kind === "object" ? shape.properties : []));
  return all
    .filter(({ kind, name }) => kind === "words" && members.some((member) => isNamed(member, name)))
    .map(({ name }) => name);
}

function isNamed({ shape }: Property, name: string): boolean {
  return shape.kind === "named" && shape.name === name;
}

function declarationText(
  declaration: Declaration,
  all: readonly Declaration[],
  style: Style,
): string {
  const description = doc([declaration.description]);
  const name = declaration.kind === "words" ? declaration.name : declaration.name + style.suffix;
  switch (declaration.kind) {
    case "words":
      return `${description}export type ${name} = ${literals(declaration.words)};`;
    case "union": {
      const options = declaration.options.map((option) => shapeText(option, all, style));
      return `${description}export type ${name} = ${options.join(" | ")};`;
    }
    case "other":
      return `${style.suffix === "" ? "" : otherToolType}${description}export interface ${name} {
readonly type: OtherToolType;
readonly [key: string]: unknown;
}`;
    case "object": {
      const discriminator = discriminatorOf(declaration.name, all);
      const members = declaration.properties.map((member) =>
        propertyText(member, member.name === discriminator, all, style),
      );
      const rest = declaration.isLoose ? ["readonly [key: string]: unknown;"] : [];
      return `${description}export interface ${name} {\n${[...members, ...rest].join("\n")}\n}`;
    }
  }
}

// A plain string would make every known tool an "other" one too, and the compiler would let all misspellings pass.
const otherToolType = `/**
 * The type of a tool that this version does not know. Written \`"new_tool_20300101" as OtherToolType\`, so that a
 * misspelt known type or key is still an error at compile time.
 */
export type OtherToolType = string & { readonly __otherToolType: true };

`;

/**
 * What tells the options of a union apart is written plainly: wrapped in `pulumi.Input`, the compiler would not tell
 * them apart either, and would take a key of one option in another.
 */
function discriminatorOf(name: string, all: readonly Declaration[]): string | undefined {
  return all
    .filter((declaration) => declaration.kind === "union")
    .find(({ options }) =>
      options.some((option) => option.kind === "named" && option.name === name),
    )?.discriminator;
}

function propertyText(
  member: Property,
  isDiscriminator: boolean,
  all: readonly Declaration[],
  style: Style,
): string {
  const type = shapeText(member.shape, all, style);
  const text = member.isOptional
    ? `${member.name}?: ${style.wrapOptional(type)}`
    : `${member.name}: ${isDiscriminator ? type : style.wrap(type)}`;
  const defaultLine =
    member.defaultValue === undefined
      ? undefined
      : `@default ${JSON.stringify(member.defaultValue)}`;
  return `${doc([member.description, defaultLine])}readonly ${text};`;
}

function shapeText(shape: Shape, all: readonly Declaration[], style: Style): string {
  switch (shape.kind) {
    case "string":
    case "boolean":
    case "number":
      return shape.kind;
    case "integer":
      return "number";
    case "constant":
      return JSON.stringify(shape.value);
    case "words":
      return shape.isOpen ? `${literals(shape.words)} | (string & {})` : literals(shape.words);
    case "json":
      return `{ readonly type: ${style.wrap(JSON.stringify(shape.type))}; readonly [key: string]: unknown }`;
    case "array": {
      const element = style.wrap(shapeText(shape.element, all, style));
      return `${/[ |]/.test(element) && style.suffix === "" ? `(${element})` : element}[]`;
    }
    case "map":
      return `{ readonly [key: string]: ${style.wrap(shapeText(shape.element, all, style))} }`;
    case "named": {
      const isWords = all.some(({ kind, name }) => kind === "words" && name === shape.name);
      return isWords ? shape.name : shape.name + style.suffix;
    }
  }
}

function literals(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(" | ");
}

/** A TSDoc comment of these lines, wrapped like the rest of the code; nothing if there are none. */
function doc(lines: readonly (string | undefined)[]): string {
  const present = lines.filter((line) => line !== undefined).flatMap((line) => wrapped(line));
  if (present.length === 0) {
    return "";
  }
  const [only, ...more] = present;
  return more.length === 0
    ? `/** ${only} */\n`
    : `/**\n${present.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}

const commentWidth = 110;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.replaceAll("*/", "*\\/").split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > commentWidth) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}
