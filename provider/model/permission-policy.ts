import * as z from "zod";

/** Permission policies that the API knows today (API §4.1), from the tightest to the loosest. */
export const knownPermissionPolicies = ["always_ask", "auto", "always_allow"] as const;

export const permissionPolicySchema = z
  .looseObject({
    type: z
      .string()
      .min(1)
      .describe(
        "`always_allow` runs the tool without asking, `always_ask` stops for an answer before each call, `auto` lets the service decide. A word that does not exist today is sent as written, with a warning.",
      ),
  })
  .describe("When a tool may run without a person's answer (API §4.1).");

export type PermissionPolicy = z.infer<typeof permissionPolicySchema>;

export function isKnownPermissionPolicy(type: string): boolean {
  return (knownPermissionPolicies as readonly string[]).includes(type);
}
