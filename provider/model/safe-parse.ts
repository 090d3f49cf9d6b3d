import * as z from "zod";

/**
 * `schema.safeParse` for values of strangers. Zod compares the `length` of whatever has one, also of an object where a
 * string is due, and JSON can hold a `length` that cannot be compared: that throws, and here is one issue more.
 */
export function safeParse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value);
  } catch {
    const message = "holds an object that cannot be read as what is expected here";
    const issue = { code: "custom" as const, path: [], message, input: value };
    return { success: false, error: new z.ZodError([issue]) as z.ZodError<z.output<Schema>> };
  }
}
