import * as z from "zod";

/*
 * The report as a value: what every format is written from, and the shape that `--format json` gives to others. It is
 * described in docs/report.md, and docs/report.schema.json is made of it; within a version members are added, never
 * taken away.
 */

export const reportVersion = 1;

/** In the order in which a reviewer is told: the riskiest first. */
export const sectionNames = [
  "ends",
  "loosens",
  "newHosts",
  "drift",
  "tightens",
  "changes",
  "takesOver",
  "released",
  "interrupts",
  "waits",
  "others",
  "policy",
  "unknown",
  "notes",
  "unchanged",
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Of these a report says that nothing is in them, where that is known. */
export const emptySectionNames = [
  "ends",
  "loosens",
  "newHosts",
  "drift",
  "tightens",
  "interrupts",
  "others",
] as const satisfies readonly SectionName[];
export type EmptySectionName = (typeof emptySectionNames)[number];

/** What `--fail-on` can ask for. */
export const gateNames = [
  "ends",
  "loosens",
  "new-hosts",
  "drift",
  "interrupts",
  "unknown",
  "policy",
] as const;
export type GateName = (typeof gateNames)[number];

const subject = z
  .object({
    session: z.string().optional().describe("The session's id; absent where it is not known yet."),
    agent: z
      .string()
      .optional()
      .describe("The agent's id, of a resource that is about all its live sessions."),
    resource: z
      .string()
      .optional()
      .describe("The resource's name; absent for what is about the stack."),
    urn: z.string().optional(),
  })
  .describe("One resource, and the session or the agent's sessions that it is about.");
export type Subject = Readonly<z.infer<typeof subject>>;

const row = z
  .object({
    sentences: z.array(z.string()).readonly(),
    subjects: z.array(subject).readonly(),
  })
  .describe("The same sentences about one or many.");
export type Row = Readonly<z.infer<typeof row>>;

const section = z.object({
  name: z.enum(sectionNames),
  rows: z.array(row).readonly().describe("What is said of few comes first."),
});
export type Section = Readonly<z.infer<typeof section>>;

const counts = z
  .record(z.enum(sectionNames), z.int())
  .describe("How many resources are in a section; of policy, how many findings.");
export type Counts = Readonly<z.infer<typeof counts>>;

const stackReport = z.object({
  project: z.string(),
  stack: z.string(),
  operation: z.enum(["preview", "up", "refresh", "destroy"]),
  verdict: z.string().describe("One line."),
  counts,
  failure: z
    .object({ subject, sentence: z.string() })
    .optional()
    .describe("Present if the operation failed: what failed first."),
  sections: z
    .array(section)
    .readonly()
    .describe("In the order in which a reviewer is told; those with nothing in them are left out."),
  nothingIn: z
    .array(z.enum(emptySectionNames))
    .readonly()
    .describe(
      "Sections that are known to hold nothing; of one that is in neither list nobody knows.",
    ),
  otherProviders: z
    .record(z.string(), z.int())
    .describe("Steps on resources of other providers, by the engine's word for them."),
  isLooked: z.boolean().describe("The sessions were asked how they are now (--look)."),
  limits: z
    .array(z.string())
    .readonly()
    .describe("What this report cannot tell, and how it could."),
});
export type StackReport = Readonly<z.infer<typeof stackReport>>;

export const reportSchema = z.object({
  version: z.literal(reportVersion),
  title: z.string(),
  verdict: z.string(),
  gates: z
    .array(z.enum(gateNames))
    .readonly()
    .describe("The words at which a --fail-on with them stops."),
  stacks: z.array(stackReport).readonly().describe("One for each input."),
});
export type Report = Readonly<z.infer<typeof reportSchema>>;
