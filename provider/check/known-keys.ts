import * as z from "zod";
import { isObject } from "../model/json";
import { anyMcpServerSchema, mcpServerSchema } from "../model/mcp-servers";
import { knownToolSchema, toolSchema } from "../model/tools";
import type { Path } from "./violation";

/**
 * The keys that may stand in the object at `path`, to suggest the right one for a misspelt one. Follows the schema along
 * the path, choosing among alternatives by what the value says it is; empty where no object is described.
 */
export function keysKnownAt(schema: z.ZodType, value: unknown, path: Path): string[] {
  const here = unwrap(schema, value);
  const [part, ...rest] = path;
  if (part === undefined) {
    return keysOf(here);
  }
  const below = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part];
  if (here instanceof z.ZodArray) {
    return keysKnownAt(here.element as z.ZodType, below, rest);
  }
  const member = here instanceof z.ZodObject ? here.shape[part] : undefined;
  return member === undefined ? [] : keysKnownAt(member as z.ZodType, below, rest);
}

/** Those of every alternative, where the value does not say which one it is. */
function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return [...new Set((schema.options as z.ZodType[]).flatMap(keysOf))];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The schema that really applies: without optional, nullable and default around it, and with the union decided. */
function unwrap(schema: z.ZodType, value: unknown): z.ZodType {
  if (schema === toolSchema) {
    return unwrap(knownToolSchema, value);
  }
  if (schema === anyMcpServerSchema) {
    return mcpServerSchema;
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType, value);
  }
  if (schema instanceof z.ZodDiscriminatedUnion && isObject(value)) {
    const { discriminator } = schema.def;
    const option = (schema.options as z.ZodObject[]).find(
      (candidate) =>
        (candidate.shape[discriminator] as z.ZodType).safeParse(value[discriminator]).success,
    );
    return option ?? schema;
  }
  return schema;
}
