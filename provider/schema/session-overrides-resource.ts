import type { SessionOverridesInputs } from "../model/inputs";
import type { Ledger, SessionOverridesState } from "../model/state";
import type { Declaration } from "./declarations";
import { resourceDeclaration } from "./describe";
import { exampleSection } from "./example";
import { namesOfRequired, properties } from "./package-types";
import type { PropertySpec, PropertySpecs, ResourceSpec } from "./pulumi-schema";
import { sessionOverridesExample } from "./session-overrides-example";

export const sessionOverridesToken = "managed-agents:index:SessionOverrides";

/** What the provider writes down for itself is in the state and in nobody's types. */
type OutputName = Exclude<keyof SessionOverridesState, keyof SessionOverridesInputs | keyof Ledger>;

/** What the resource has beyond its inputs. `access` is no input: Check computes it, nobody writes it. */
export const outputs = {
  agentId: { type: "string", description: "The agent the session was created from." },
  archivedAt: {
    type: "string",
    description: "When the session was archived, RFC 3339, by whomever. Absent while it is not.",
  },
  terminated: {
    type: "boolean",
    description: "True once the session has ended after an error. Absent while it has not.",
  },
  expired: {
    type: "boolean",
    description:
      "True once `expiresAt` has passed and the resource holds nothing any more. Absent until then.",
  },
  access: {
    type: "object",
    additionalProperties: { type: "string" },
    description:
      "What the declared arrays allow, flat, for policies and people: `bash: always_ask`, `mcp:linear: https://mcp.linear.app/sse`, `mcp:linear/*: always_ask`, `read: disabled`. Known in previews.",
  },
} as const satisfies Record<OutputName, PropertySpec>;

/** Whatever is left out of the program: check fills in the policy, the others are looked up or derived. */
const alwaysThere: readonly (OutputName | "onDelete")[] = ["onDelete", "agentId", "access"];

export function sessionOverridesResource(declarations: readonly Declaration[]): ResourceSpec {
  const declaration = resourceDeclaration(declarations, "SessionOverrides");
  const inputs = withReplacement(properties(declaration, declarations));
  const withDefault = declaration.properties.filter((member) => member.defaultValue !== undefined);
  const requiredInputs = namesOfRequired(declaration);
  return {
    description: `${declaration.description}\n\n${documentation}`,
    inputProperties: inputs,
    requiredInputs,
    properties: { ...inputs, ...outputs },
    required: [...requiredInputs, ...withDefault.map(({ name }) => name), ...alwaysThere],
  };
}

function withReplacement(inputs: PropertySpecs): PropertySpecs {
  return { ...inputs, sessionId: { ...inputs.sessionId, willReplaceOnChanges: true } };
}

const documentation = `Creating the resource adopts the session and makes it what is declared; updating replaces its arrays, after waiting for the session to be idle as \`whenBusy\` says; removing the resource archives or deletes the session, restores it or leaves it alone, as \`onDelete\` says (the default under \`exclusive\` archives it, which cannot be undone; under \`shared\` it takes back what the resource changed). A replacement ends no session. A preview needs neither credentials nor a network: without them it compares with the saved state. The resource's id is the session's id.

${exampleSection(sessionOverridesExample)}

## Import

A session is imported by its id; nothing is written to it.

\`\`\`sh
$ pulumi import managed-agents:index:SessionOverrides support sesn_011abc
\`\`\`
`;
