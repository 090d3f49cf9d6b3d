import { agentSessionOverridesExample } from "./agent-session-overrides-example";
import type { Declaration } from "./declarations";
import { resourceDeclaration } from "./describe";
import { exampleSection } from "./example";
import { namesOfRequired, properties } from "./package-types";
import type { NamedTypeSpecs, PropertySpec, PropertySpecs, ResourceSpec } from "./pulumi-schema";
import { outputs } from "./session-overrides-resource";

export const agentSessionOverridesToken = "managed-agents:index:AgentSessionOverrides";
const pendingToken = "managed-agents:index:Pending";

/** What the resource has beyond its inputs; nobody writes them. */
export const agentOutputs = {
  access: outputs.access,
  pending: {
    $ref: `#/types/${pendingToken}`,
    description:
      "Live sessions that the last deployment or refresh found still to do: `total`, and some of them in `sessions`, id to reason. The next deployment does what is left.",
  },
  sessionCount: {
    type: "integer",
    description: "How many live sessions were in scope at the last deployment.",
  },
} as const satisfies Record<string, PropertySpec>;

/** The types that only outputs have. */
export const outputTypes: NamedTypeSpecs = {
  [pendingToken]: {
    type: "object",
    description: "Live sessions of an agent that are not as declared.",
    properties: {
      total: { type: "integer", description: "How many there are." },
      sessions: {
        type: "object",
        additionalProperties: { type: "string" },
        description:
          "Ids with one reason each: at most 200 after a deployment, at most ten after a refresh.",
      },
    },
    required: ["total", "sessions"],
  },
};

export function agentSessionOverridesResource(declarations: readonly Declaration[]): ResourceSpec {
  const declaration = resourceDeclaration(declarations, "AgentSessionOverrides");
  const stated = properties(declaration, declarations);
  const inputs: PropertySpecs = {
    ...stated,
    agentId: { ...stated.agentId, willReplaceOnChanges: true },
  };
  const withDefault = declaration.properties.filter((member) => member.defaultValue !== undefined);
  const requiredInputs = namesOfRequired(declaration);
  return {
    description: `${declaration.description}\n\n${documentation}`,
    inputProperties: inputs,
    requiredInputs,
    properties: { ...inputs, ...agentOutputs },
    required: [
      ...requiredInputs,
      ...withDefault.map(({ name }) => name),
      ...Object.keys(agentOutputs),
    ],
  };
}

const documentation = `Creating and updating the resource lists the agent's live sessions and writes only to those that differ. One that fails or stays busy holds up no other: the rest is done, the resource is stored with what is left under \`pending\`, and the next deployment does only that. A refresh shows sessions that are out of line, and those started since, as something to do. Deleting the resource leaves the sessions alone unless \`onDelete\` says otherwise. The resource's id is the agent's id.

${exampleSection(agentSessionOverridesExample)}

## Import

An agent's sessions are imported by the agent's id; nothing is looked at or written.

\`\`\`sh
$ pulumi import managed-agents:index:AgentSessionOverrides no-linear agent_011abc
\`\`\`
`;
