import { takeArrays } from "./agent-arrays";
import { invalidRequest, notFound } from "./errors";
import { queueEvent } from "./event-log";
import { readInitialEvents } from "./event-shapes";
import { beginHttpTurn } from "./http-turn";
import { answerView } from "./looks";
import { addSession } from "./new-session";
import { readResources } from "./resources";
import { readBody, readBudget, readMetadata, readTitle } from "./session-fields";
import {
  isObject,
  type JsonObject,
  notValid,
  readArray,
  readObject,
  readOneOf,
  readText,
  refuseUnknownFields,
} from "./shape";
import type { WireAgent, WireSession } from "./wire";
import type { World } from "./world";

const CREATE_FIELDS = [
  "agent",
  "environment_id",
  "title",
  "metadata",
  "vault_ids",
  "resources",
  "initial_events",
  "budget",
];
const OVERRIDES = ["model", "system", "tools", "mcp_servers", "skills"];

/** E1 (API §2.1). Nothing is stored unless everything is valid. */
export function createSession(world: World, body: unknown): WireSession {
  const params = readBody(body);
  refuseUnknownFields(params, "", CREATE_FIELDS);
  const environmentId = readText(params.environment_id, "environment_id", 1, 128);
  const agent = readAgent(world, params.agent);
  const events =
    params.initial_events === undefined ? [] : readInitialEvents(params.initial_events);
  const stored = addSession(world, agent, {
    environment_id: environmentId,
    title: given(params.title) ? readTitle(params.title) : null,
    metadata: given(params.metadata) ? readMetadata(params.metadata) : {},
    vault_ids: given(params.vault_ids) ? readIds(params.vault_ids, "vault_ids") : [],
    resources: given(params.resources) ? readResources(world, params.resources) : [],
    budget: given(params.budget) ? readBudget(params.budget) : null,
  });
  for (const { type, ...fields } of events) queueEvent(world, stored, type, fields);
  if (events.length > 0) beginHttpTurn(world, stored);
  return answerView(world, stored);
}

function readAgent(world: World, value: unknown): WireAgent {
  if (typeof value === "string") return findAgent(world, value, undefined);
  const params = readObject(value, "agent");
  const type = readOneOf(params.type, "agent.type", ["agent", "agent_with_overrides"]);
  const known = type === "agent" ? [] : OVERRIDES;
  refuseUnknownFields(params, "agent", ["type", "id", "version", ...known]);
  const id = readText(params.id, "agent.id", 1, 128);
  const agent = findAgent(world, id, params.version);
  return type === "agent" ? agent : override(world, agent, params);
}

/** No version means the latest at this moment. */
function findAgent(world: World, id: string, version: unknown): WireAgent {
  if (!/^agent_[A-Za-z0-9_-]+$/.test(id)) throw invalidRequest("Invalid agent ID");
  const versions = world.agents.get(id);
  if (versions === undefined) throw notFound(`agent: ${id} not found`);
  if (version === undefined || version === null) {
    const latest = versions.get(Math.max(...versions.keys()));
    if (latest !== undefined) return latest;
  }
  if (!Number.isInteger(version) || Number(version) < 1) throw notValid("agent.version", version);
  const agent = versions.get(Number(version));
  if (agent === undefined) throw notFound(`agent.version: ${String(version)} not found`);
  return agent;
}

/** Omitted = inherit, null or [] = clear, arrays replace as a whole (API §2.1). */
function override(world: World, agent: WireAgent, params: JsonObject): WireAgent {
  if (params.model === null) throw invalidRequest("agent_model_required: model cannot be cleared");
  const skills =
    params.skills === undefined ? agent.skills : readArray(params.skills ?? [], "agent.skills");
  const sent = {
    tools: params.tools === null ? [] : params.tools,
    mcp_servers: params.mcp_servers === null ? [] : params.mcp_servers,
  };
  const system =
    params.system === undefined || params.system === null
      ? params.system
      : readText(params.system, "agent.system", 0, 100_000);
  return {
    ...agent,
    ...takeArrays(sent, agent, skills, "agent.", world.settings),
    skills,
    system: system === undefined ? agent.system : system,
    model: params.model === undefined ? agent.model : readModel(params.model),
  };
}

function readModel(value: unknown): WireAgent["model"] {
  if (isObject(value)) return { speed: "standard", ...value };
  return { speed: "standard", id: readText(value, "agent.model", 1, 256) };
}

function readIds(value: unknown, path: string): readonly string[] {
  return readArray(value, path).map((id, index) => readText(id, `${path}[${index}]`, 1, 128));
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
