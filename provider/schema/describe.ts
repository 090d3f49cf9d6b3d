import * as z from "zod";
import { agentToolConfigSchema, builtInTools } from "../model/agent-toolset";
import { anyMcpServerSchema } from "../model/mcp-servers";
import { knownToolSchema, toolSchema } from "../model/tools";
import type {
  Declaration,
  ObjectDeclaration,
  Property,
  Shape,
  UnionDeclaration,
} from "./declarations";
import {
  descriptions,
  names,
  openWords,
  otherToolName,
  plainToolConfigName,
  plainToolName,
} from "./names";

type Schema = z.core.$ZodType;

/** Everything a user may write, read off the zod model; each declaration stands before those that use it. */
export function describeModel(): readonly Declaration[] {
  return [...names].flatMap(([schema, name]): Declaration[] => {
    if (schema === toolSchema) {
      return [
        otherTool,
        union(name, schema, [...knownToolSchema.options], "type", [otherToolName]),
      ];
    }
    if (schema === anyMcpServerSchema) {
      return []; // Declared by the one kind that is known, so that its members stay within reach of programs.
    }
    if (schema === agentToolConfigSchema) {
      return agentToolConfigs(name);
    }
    return [declarationOf(name, schema)];
  });
}

/** The words of the closed set of built-in tools, which no single property has. */
export const builtInToolWords: Declaration = {
  kind: "words",
  name: "BuiltInTool",
  description: "A tool of the agent toolset (API §4.1).",
  words: builtInTools,
};

const otherTool: Declaration = {
  kind: "other",
  name: otherToolName,
  description:
    "A tool of a type that this version does not know: sent as it is written, with a warning, and compared by what it states.",
};

/** The declaration of this name; there is a bug in `names` if there is none. */
export function declarationNamed(declarations: readonly Declaration[], name: string): Declaration {
  const found = declarations.find((declaration) => declaration.name === name);
  if (found === undefined) {
    throw new Error(`the model declares no ${name}`);
  }
  return found;
}

/** Resources by their names in programs. */
export const resourceNames = ["SessionOverrides", "AgentSessionOverrides"] as const;
export type ResourceName = (typeof resourceNames)[number];

/** Whether these are the inputs of a resource, and no type that a value in them has. */
export function isResource({ name }: Declaration): boolean {
  return resourceNames.some((resource) => resource === name);
}

/** The inputs of a resource. */
export function resourceDeclaration(
  declarations: readonly Declaration[],
  name: ResourceName,
): ObjectDeclaration {
  return declarationNamed(declarations, name) as ObjectDeclaration;
}

function declarationOf(name: string, schema: Schema): Declaration {
  const description = descriptionOf(schema) ?? descriptions[name];
  if (schema instanceof z.ZodEnum) {
    return { kind: "words", name, description, words: schema.options.map(String) };
  }
  if (schema instanceof z.ZodUnion) {
    return union(name, schema, [...schema.options], undefined, []);
  }
  if (schema instanceof z.ZodObject) {
    return describeObject(name, schema);
  }
  throw notDescribed(schema);
}

/** An object by itself: of the model, or the arguments of a function. */
export function describeObject(name: string, schema: z.ZodObject): ObjectDeclaration {
  const properties = Object.entries(schema.shape).map(([key, member]) =>
    property(name, key, member),
  );
  const description = descriptionOf(schema) ?? descriptions[name];
  return { kind: "object", name, description, properties, isLoose: isLoose(schema) };
}

function union(
  name: string,
  schema: Schema,
  options: readonly Schema[],
  discriminator: string | undefined,
  alsoNamed: readonly string[],
): UnionDeclaration {
  return {
    kind: "union",
    name,
    description: descriptionOf(schema) ?? descriptions[name],
    options: [
      ...options.map(shapeOf),
      ...alsoNamed.map((option): Shape => ({ kind: "named", name: option })),
    ],
    discriminator,
  };
}

/** One declaration for all the built-in tools that take the same options, so that nobody meets six equal types. */
function agentToolConfigs(name: string): Declaration[] {
  const own = agentToolConfigSchema.options.filter((option) => names.has(option));
  const plain = agentToolConfigSchema.options.filter((option) => !names.has(option));
  const first = declarationOf(plainToolConfigName, plain[0] as Schema) as ObjectDeclaration;
  return [
    {
      kind: "words",
      name: plainToolName,
      description: "A built-in tool without options of its own.",
      words: plain.map((option) => option.shape.name.value),
    },
    {
      ...first,
      description:
        "One built-in tool without options of its own, where it differs from the toolset's `defaultConfig`.",
      properties: first.properties.map((member) =>
        member.shape.kind === "constant"
          ? { ...member, shape: { kind: "named", name: plainToolName } as const }
          : member,
      ),
    },
    {
      ...union(name, agentToolConfigSchema, own, "name", []),
      options: [{ kind: "named", name: plainToolConfigName }, ...own.map(shapeOf)],
    },
  ];
}

function property(owner: string, name: string, member: Schema): Property {
  return {
    name,
    shape: shapeOf(member),
    isOptional: member instanceof z.ZodOptional || member instanceof z.ZodDefault,
    description: descriptionOf(member) ?? descriptions[`${owner}.${name}`],
    defaultValue:
      member instanceof z.ZodDefault ? (member.def.defaultValue as string | number) : undefined,
  };
}

function shapeOf(schema: Schema): Shape {
  const name = names.get(schema);
  if (name !== undefined) {
    return { kind: "named", name };
  }
  if (isWrapper(schema)) {
    return shapeOf(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) {
    return { kind: "array", element: shapeOf(schema.element) };
  }
  if (schema instanceof z.ZodRecord) {
    return { kind: "map", element: shapeOf(schema.valueType) };
  }
  return leafShapeOf(schema);
}

function leafShapeOf(schema: Schema): Shape {
  if (schema instanceof z.ZodLiteral) {
    return { kind: "constant", value: String(schema.value) };
  }
  if (schema instanceof z.ZodEnum) {
    return { kind: "words", words: schema.options.map(String), isOpen: false };
  }
  if (schema instanceof z.ZodISODateTime) {
    return { kind: "string" };
  }
  if (schema instanceof z.ZodString) {
    const words = openWords.get(schema);
    return words === undefined ? { kind: "string" } : { kind: "words", words, isOpen: true };
  }
  if (schema instanceof z.ZodNumberFormat) {
    return { kind: "integer" };
  }
  if (schema instanceof z.ZodNumber) {
    return { kind: "number" };
  }
  if (schema instanceof z.ZodBoolean) {
    return { kind: "boolean" };
  }
  if (schema instanceof z.ZodObject && isLoose(schema)) {
    return { kind: "json", type: String((schema.shape.type as z.ZodLiteral).value) };
  }
  throw notDescribed(schema);
}

function isLoose(schema: z.ZodObject): boolean {
  return schema.def.catchall instanceof z.ZodUnknown;
}

/** What was said of this use of the schema, or else of the schema itself. */
function descriptionOf(schema: Schema): string | undefined {
  const own = (schema as z.ZodType).description;
  return own === undefined && isWrapper(schema) ? descriptionOf(schema.unwrap()) : own;
}

function isWrapper(schema: Schema): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  );
}

/** The model has grown a kind of schema that the generator has no words for. */
function notDescribed(schema: Schema): Error {
  return new Error(
    `provider/schema does not know how to describe a zod schema of type ${schema._zod.def.type}; give it a name in names.ts or a shape in describe.ts`,
  );
}
