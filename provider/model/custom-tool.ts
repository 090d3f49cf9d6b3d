import * as z from "zod";

export const customToolType = "custom";

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
    inputSchema: z
      .looseObject({ type: z.literal("object") })
      .describe("JSON Schema of the tool's input, `type: object`; passed on untouched."),
  })
  .describe("A tool that your own client answers (API §4.1).");

export type CustomTool = z.infer<typeof customToolSchema>;
