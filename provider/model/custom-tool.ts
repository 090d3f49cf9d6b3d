import * as z from "zod";
import { isObject } from "./json";

export const customToolType = "custom";

/** JSON Schema as a value or as JSON text. Engines sort the keys of a value; a text keeps their order and every digit. */
const inputSchemaSchema = z.union([
  z.looseObject({ type: z.literal("object") }),
  z.string().superRefine((text, context) => {
    const problem = problemOfText(text);
    if (problem !== undefined) {
      context.addIssue({ code: "custom", message: problem });
    }
  }),
]);

export const customToolSchema = z
  .strictObject({
    type: z.literal(customToolType).describe("Always `custom`."),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,128}$/, "must be 1–128 of the characters A-Z a-z 0-9 _ -")
      .describe("1–128 of A-Z a-z 0-9 _ -, unique in the session."),
    description: z
      .string()
      .min(1)
      .max(4096)
      .describe("What the tool does, as the model reads it; 1–4,096 characters."),
    inputSchema: inputSchemaSchema.describe(
      "JSON Schema of the tool's input, `type: object`; passed on untouched. As JSON text it keeps the order of its keys, which the model reads; an order alone is no change.",
    ),
  })
  .describe("A tool that your own client answers (API §4.1).");

export type CustomTool = z.infer<typeof customToolSchema>;

/** The schema as a value, whichever way it is written. */
export function schemaValue(schema: CustomTool["inputSchema"]): Readonly<Record<string, unknown>> {
  return typeof schema === "string"
    ? (JSON.parse(schema) as Readonly<Record<string, unknown>>)
    : schema;
}

function problemOfText(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is text, and no JSON";
  }
  return isObject(value) && value.type === "object"
    ? undefined
    : 'must be a JSON object with "type": "object"';
}
