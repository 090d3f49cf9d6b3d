import type {
  Declaration,
  ObjectDeclaration,
  Property,
  Shape,
  UnionDeclaration,
} from "./declarations";
import { declarationNamed } from "./describe";
import type {
  EnumTypeSpec,
  EnumValueSpec,
  NamedTypeSpecs,
  ObjectTypeSpec,
  PropertySpec,
  PropertySpecs,
  TypeSpec,
} from "./pulumi-schema";

const anyObject: TypeSpec = {
  type: "object",
  additionalProperties: { $ref: "pulumi.json#/Any" },
};

/**
 * The types a package schema declares by name. Unions have no name there and are written out where they are used.
 * A loose object becomes a closed one: languages with classes have no place for more keys.
 */
export function namedTypes(declarations: readonly Declaration[]): NamedTypeSpecs {
  return Object.fromEntries(
    declarations.flatMap((declaration): [string, ObjectTypeSpec | EnumTypeSpec][] => {
      const token = tokenOf(declaration.name);
      if (declaration.kind === "object") {
        return [[token, objectType(declaration, declarations)]];
      }
      return declaration.kind === "words" ? [[token, enumType(declaration)]] : [];
    }),
  );
}

export function properties(
  declaration: ObjectDeclaration,
  all: readonly Declaration[],
): PropertySpecs {
  return Object.fromEntries(
    declaration.properties.map((member) => [member.name, propertySpec(member, all)]),
  );
}

export function namesOfRequired(declaration: ObjectDeclaration): string[] {
  return declaration.properties.filter((member) => !member.isOptional).map(({ name }) => name);
}

function objectType(declaration: ObjectDeclaration, all: readonly Declaration[]): ObjectTypeSpec {
  return {
    type: "object",
    ...described(declaration.description),
    properties: properties(declaration, all),
    required: namesOfRequired(declaration),
  };
}

function enumType(declaration: Declaration & { readonly kind: "words" }): EnumTypeSpec {
  return {
    type: "string",
    ...described(declaration.description),
    enum: declaration.words.map(enumValue),
  };
}

/** A word of two parts gets a name: languages make names of words as they are, `Always_ask` and worse. */
function enumValue(value: string): EnumValueSpec {
  const [first = "", ...others] = value.split("_").map(capitalized);
  return others.length === 0 ? { value } : { name: [first, ...others].join(""), value };
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function propertySpec(member: Property, all: readonly Declaration[]): PropertySpec {
  const { shape, defaultValue } = member;
  return {
    ...described(fullDescription(member)),
    ...typeSpec(shape, all),
    ...(shape.kind === "constant" ? { const: shape.value } : {}),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  };
}

function typeSpec(shape: Shape, all: readonly Declaration[]): TypeSpec {
  switch (shape.kind) {
    case "string":
    case "boolean":
    case "number":
    case "integer":
      return { type: shape.kind };
    // Words without a name of their own are strings that name their words in the description: a string is written
    // the same in every language, and takes the word that the API learns tomorrow.
    case "words":
    case "constant":
      return { type: "string" };
    case "json":
      return anyObject;
    case "array":
      return { type: "array", items: typeSpec(shape.element, all) };
    case "map":
      return { type: "object", additionalProperties: typeSpec(shape.element, all) };
    case "named":
      return namedType(declarationNamed(all, shape.name), all);
  }
}

function namedType(declaration: Declaration, all: readonly Declaration[]): TypeSpec {
  return declaration.kind === "union"
    ? unionType(declaration, all)
    : { $ref: referenceTo(declaration.name) };
}

/**
 * A tool of an unknown type is no option here. It would be a map of anything, which every known tool is as well, and
 * with that no compiler sees a misspelling and Python no longer knows which keys of a dictionary to translate.
 */
function unionType(declaration: UnionDeclaration, all: readonly Declaration[]): TypeSpec {
  const { discriminator } = declaration;
  const options = declaration.options.filter((option) => !isOther(option, all));
  return {
    oneOf: options.map((option) => typeSpec(option, all)),
    ...(discriminator === undefined
      ? {}
      : {
          discriminator: {
            propertyName: discriminator,
            mapping: Object.fromEntries(
              options.flatMap((option) => mappingOf(option, discriminator, all)),
            ),
          },
        }),
  };
}

function isOther(option: Shape, all: readonly Declaration[]): boolean {
  return option.kind === "named" && declarationNamed(all, option.name).kind === "other";
}

/** Which words of the discriminator mean this option. */
function mappingOf(
  option: Shape,
  discriminator: string,
  all: readonly Declaration[],
): [string, string][] {
  const declaration = option.kind === "named" ? declarationNamed(all, option.name) : undefined;
  if (declaration?.kind !== "object") {
    return [];
  }
  const shape = declaration.properties.find(({ name }) => name === discriminator)?.shape;
  return wordsOf(shape, all).map((word) => [word, referenceTo(declaration.name)]);
}

function wordsOf(shape: Shape | undefined, all: readonly Declaration[]): readonly string[] {
  if (shape?.kind === "named") {
    const declaration = declarationNamed(all, shape.name);
    return declaration.kind === "words" ? declaration.words : [];
  }
  return shape?.kind === "constant" ? [shape.value] : [];
}

/**
 * What no type and no name shows is told: words without a name, and what is filled in. Other properties are named as
 * in this schema (`whenBusy`) whatever the language: Pulumi's generators for Node.js, Python and Go could translate a
 * reference, and those for C# and Java would show its markup.
 */
function fullDescription({ shape, description, defaultValue }: Property): string | undefined {
  const words = shape.kind === "words" ? shape.words.map(quoted) : [];
  const isTold = words.every((word) => description?.includes(word));
  const sentences = [
    description,
    isTold ? undefined : `One of ${words.join(", ")}.`,
    defaultValue === undefined ? undefined : `Default: ${quoted(defaultValue)}.`,
  ].filter((sentence) => sentence !== undefined);
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function quoted(value: string | number): string {
  return typeof value === "string" ? `\`${value}\`` : String(value);
}

function described(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
}

function referenceTo(name: string): string {
  return `#/types/${tokenOf(name)}`;
}

function tokenOf(name: string): string {
  return `managed-agents:index:${name}`;
}
