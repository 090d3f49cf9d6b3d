import path from "node:path";
import { agentSessionOverridesExample } from "../../provider/schema/agent-session-overrides-example";
import type { Example } from "../../provider/schema/example";
import { packageSchema } from "../../provider/schema/package-schema";
import type {
  EnumTypeSpec,
  ObjectTypeSpec,
  PropertySpecs,
} from "../../provider/schema/pulumi-schema";
import { sessionOverridesExample } from "../../provider/schema/session-overrides-example";
import { temporaryDirectory } from "../engine/harness";
import { say } from "./cache-folder";
import { mustSucceed } from "./must-succeed";
import { ensureSdkGenerator } from "./sdk-generator";

/* What the tests of the generated SDKs have in common. */

const SCHEMA = path.resolve(__dirname, "..", "..", "provider", "schema", "schema.json");
/** Building the generator and fetching a language's libraries take minutes, once. */
export const SET_UP_TIMEOUT_MS = 20 * 60_000;
export const RUN_TIMEOUT_MS = 120_000;

const schema = packageSchema();
const objectTypes = Object.entries(schema.types).flatMap(([token, type]) =>
  "properties" in type ? [[nameOf(token), type] as const] : [],
);

export interface Enumeration {
  readonly name: string;
  readonly description: string | undefined;
  readonly words: readonly { readonly name: string; readonly value: string }[];
}

export const enumerations: readonly Enumeration[] = Object.entries(schema.types).flatMap(
  ([token, type]) => ("enum" in type ? [enumeration(nameOf(token), type)] : []),
);

/** What goes into each class that programs write arguments with. Its name is this and `Args` in every language. */
export const argumentClasses: readonly (readonly [string, PropertySpecs])[] = [
  ...Object.entries(schema.resources).map(
    ([token, { inputProperties }]) => [nameOf(token), inputProperties] as const,
  ),
  ["Provider", schema.provider.inputProperties],
  ...objectTypes
    .filter(([name]) => !["Session", "Pending"].includes(name))
    .map(([name, { properties }]) => [name, properties] as const),
];

/** The functions, by name in camel case. */
export const functions: readonly (readonly [string, ObjectTypeSpec, string])[] = Object.entries(
  schema.functions,
).map(([token, { inputs, description }]) => [nameOf(token), inputs, description] as const);

/** Where functions have such classes too: all languages with types. */
export const typedArgumentClasses: readonly (readonly [string, PropertySpecs])[] = [
  ...argumentClasses,
  ...functions.map(([name, inputs]) => [capitalized(name), inputs.properties] as const),
];

/** First paragraphs of what is said of the resources. */
export const resourceDescriptions: readonly (readonly [string, string])[] = [
  ...Object.entries(schema.resources).map(
    ([token, { description }]) => [nameOf(token), firstParagraph(description)] as const,
  ),
  ["Provider", schema.provider.description],
];

/** What the descriptions of the resources show. */
export const examples: readonly (readonly [string, Example])[] = [
  ["SessionOverrides", sessionOverridesExample],
  ["AgentSessionOverrides", agentSessionOverridesExample],
];

/** The same program in every language leads to these requests to the engine. */
export const requestsOfPrograms = {
  resources: {
    support: {
      type: "managed-agents:index:SessionOverrides",
      inputs: {
        sessionId: "sesn_1",
        tools: [
          {
            type: "agent_toolset_20260401",
            configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }],
          },
          { type: "mcp_toolset", mcpServerName: "linear" },
        ],
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
        ownership: "exclusive",
        whenBusy: "waitThenInterrupt",
        expiresAt: "2027-12-01T18:00:00Z",
        waitTimeoutSeconds: 600,
        interruptAfterSeconds: 60,
      },
    },
    "no-linear": {
      type: "managed-agents:index:AgentSessionOverrides",
      inputs: {
        agentId: "agent_1",
        statuses: ["idle"],
        ownership: "shared",
        absent: { mcpServers: ["linear"] },
        atMost: { bash: "always_ask" },
        whenBusy: "wait",
        waitTimeoutSeconds: 600,
        interruptAfterSeconds: 60,
        onDelete: "retain",
      },
    },
    account: { type: "pulumi:providers:managed-agents" },
  },
  functions: {
    "managed-agents:index:getSession": { sessionId: "sesn_1" },
    "managed-agents:index:listSessions": { agentId: "agent_1" },
  },
  outputs: ["sesn_1", "agent_1", { bash: "always_ask" }, "idle", 1],
} as const;

/** What programs print: all that was asked of the engine, and what they got. */
export interface Report {
  readonly resources: Readonly<Record<string, { readonly inputs: unknown }>>;
  readonly functions: unknown;
  readonly outputs: unknown;
}

/** A group of tests, skipped with a line that says why where something they need is missing. */
export function describeUnless(reason: string | undefined, what: string, tests: () => void): void {
  if (reason === undefined) {
    describe(what, tests);
    return;
  }
  say(`Skipped: ${what}, because ${reason}.`);
  describe.skip(what, tests);
}

/** The SDKs of these languages, each in a folder of its name. */
export async function generate(...languages: readonly string[]): Promise<string> {
  const generator = await ensureSdkGenerator();
  const folder = temporaryDirectory("generated-sdks");
  await mustSucceed(generator, [SCHEMA, folder, ...languages]);
  return folder;
}

/** The line of an example that names the resource, with its indentation. */
export function declaringLine(program: string): string {
  return /^.*Overrides\(.+$/m.exec(program)?.[0] ?? "an example without a resource";
}

/** With a capital: the name of a property in Go and C#, and of what belongs to a function. */
export function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The part of a text from a beginning to an end that follows it; fails where there is none. */
export function section(text: string, begin: string, end: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  expect([begin, from >= 0, to >= 0]).toEqual([begin, true, true]);
  return text.slice(from, to);
}

function enumeration(name: string, type: EnumTypeSpec): Enumeration {
  return {
    name,
    description: type.description,
    words: type.enum.map(({ name: word, value }) => ({ name: word ?? capitalized(value), value })),
  };
}

function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

function firstParagraph(text: string): string {
  return text.split("\n\n", 1)[0] ?? "";
}
