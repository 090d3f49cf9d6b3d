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
  NamedTypeSpecs,
  ObjectTypeSpec,
  PropertySpec,
  PropertySpecs,
  TypeSpec,
} from "./pulumi-schema";

const anyValue: TypeSpec = { $ref: "pulumi.json#/Any" };
/** A map, because an object type of a package schema has no room for keys that are not listed. */
const anyObject: TypeSpec = { type: "object", additionalProperties: anyValue };

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
    enum: declaration.words.map((value) => ({ value })),
  };
}

function propertySpec(member: Property, all: readonly Declaration[]): PropertySpec {
  const { shape, defaultValue } = member;
  return {
    ...described(descriptionWithWords(member)),
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
    case "named":
      return namedType(declarationNamed(all, shape.name), all);
  }
}

function namedType(declaration: Declaration, all: readonly Declaration[]): TypeSpec {
  switch (declaration.kind) {
    case "object":
    case "words":
      return { $ref: referenceTo(declaration.name) };
    case "other":
      return anyObject;
    case "union":
      return unionType(declaration, all);
  }
}

function unionType(declaration: UnionDeclaration, all: readonly Declaration[]): TypeSpec {
  const { discriminator, options } = declaration;
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
  return wordsOf(shape).map((word) => [word, referenceTo(declaration.name)]);
}

function wordsOf(shape: Shape | undefined): readonly string[] {
  if (shape?.kind === "words") {
    return shape.words;
  }
  return shape?.kind === "constant" ? [shape.value] : [];
}

function descriptionWithWords({ shape, description }: Property): string | undefined {
  const quoted = wordsOf(shape).map((word) => `\`${word}\``);
  const isTold = quoted.every((word) => description?.includes(word));
  return shape.kind === "words" && !isTold
    ? `${description ?? ""} One of ${quoted.join(", ")}.`.trim()
    : description;
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
