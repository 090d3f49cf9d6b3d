import { getSessionArgsSchema, listSessionsArgsSchema } from "../functions";
import type { Declaration, ObjectDeclaration } from "./declarations";
import { describeObject, resourceDeclaration } from "./describe";
import { namesOfRequired, properties } from "./package-types";
import type {
  FunctionSpec,
  NamedTypeSpecs,
  ObjectTypeSpec,
  PropertySpec,
  PropertySpecs,
} from "./pulumi-schema";
import { outputs } from "./session-overrides-resource";

const sessionToken = "managed-agents:index:Session";

/** The functions of the package: they read, and never write. */
export function functions(declarations: readonly Declaration[]): Record<string, FunctionSpec> {
  const getSession = describeObject("GetSessionArgs", getSessionArgsSchema);
  const listSessions = describeObject("ListSessionsArgs", listSessionsArgsSchema);
  return {
    "managed-agents:index:getSession": {
      description:
        "One session as it is at this moment, previews included: one request. Fails if there is no such session.",
      inputs: argumentsOf(getSession, declarations),
      outputs: sessionType(declarations),
    },
    "managed-agents:index:listSessions": {
      description:
        "The sessions that fit, newest first, previews included: one request per fifty. An argument left out does not filter.",
      inputs: argumentsOf(listSessions, declarations),
      outputs: {
        type: "object",
        properties: {
          sessions: {
            type: "array",
            items: { $ref: `#/types/${sessionToken}` },
            description: "Newest first.",
          },
        },
        required: ["sessions"],
      },
    },
  };
}

/** The types that only functions return. */
export function functionTypes(declarations: readonly Declaration[]): NamedTypeSpecs {
  return { [sessionToken]: sessionType(declarations) };
}

function argumentsOf(
  declaration: ObjectDeclaration,
  declarations: readonly Declaration[],
): ObjectTypeSpec {
  return {
    type: "object",
    properties: properties(declaration, declarations),
    required: namesOfRequired(declaration),
  };
}

const instant = (description: string): PropertySpec => ({ type: "string", description });

/** What `provider/functions.ts` tells of a session. */
function sessionType(declarations: readonly Declaration[]): ObjectTypeSpec {
  const inputs = properties(resourceDeclaration(declarations, "SessionOverrides"), declarations);
  const members: PropertySpecs = {
    sessionId: { type: "string", description: "The session's id." },
    status: {
      type: "string",
      description: "`idle`, `running`, `rescheduling` or `terminated` (API §5.1).",
    },
    agentId: outputs.agentId,
    agentVersion: { type: "integer", description: "The agent's version then." },
    title: { type: "string", description: "The session's title, where it has one." },
    createdAt: instant("When it was created, RFC 3339."),
    updatedAt: instant("When it last changed, RFC 3339."),
    archivedAt: instant("When it was archived, RFC 3339. Absent while it is not."),
    tools: { ...inputs.tools, description: "The session's tools as they are." },
    mcpServers: { ...inputs.mcpServers, description: "The session's MCP servers as they are." },
    access: {
      ...outputs.access,
      description: "What the arrays allow, flat, as in `SessionOverrides`.",
    },
  };
  return {
    type: "object",
    description: "A session at one moment, its live status included.",
    properties: members,
    required: ["sessionId", "status", "agentId", "tools", "mcpServers", "access"],
  };
}
