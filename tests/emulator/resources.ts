import { invalidRequest, notFound } from "./errors";
import { readLimit } from "./query";
import { readBody } from "./session-fields";
import { changeSession } from "./session-machine";
import type { StoredSession } from "./session-table";
import {
  type JsonObject,
  optional,
  readArray,
  readObject,
  readOneOf,
  readText,
  refuseUnknownFields,
} from "./shape";
import type { WireResource } from "./wire";
import { findSession, type World } from "./world";

const KINDS = ["file", "github_repository", "memory_store"] as const;
const UPLOADS = "/mnt/session/uploads";

/** `resources` of E1 (API §2.8). */
export function readResources(world: World, value: unknown): readonly WireResource[] {
  return readArray(value, "resources").map((item, index) =>
    readResource(world, readObject(item, `resources[${index}]`), `resources[${index}]`, KINDS),
  );
}

/** E10: one page with all of them, `limit` at most. */
export function listResources(world: World, id: string, query: URLSearchParams): object {
  const { resources } = findSession(world, id).wire;
  return { data: resources.slice(0, readLimit(query, 1000)), next_page: null };
}

/** E11: files only. */
export function addResource(world: World, id: string, body: unknown): WireResource {
  const stored = changeable(world, id);
  const resource = readResource(world, readBody(body), "", ["file"]);
  changeSession(world, stored, { resources: [...stored.wire.resources, resource] });
  return resource;
}

/** E12. */
export function retrieveResource(world: World, id: string, resourceId: string): WireResource {
  const found = findSession(world, id).wire.resources.find((one) => one.id === resourceId);
  if (found === undefined) throw notFound(`Resource ${resourceId} not found`);
  return found;
}

/** E13: a new token for a repository; tokens are write-only, so only `updated_at` shows it. */
export function rotateToken(
  world: World,
  id: string,
  resourceId: string,
  body: unknown,
): WireResource {
  const stored = changeable(world, id);
  const found = retrieveResource(world, id, resourceId);
  const params = readBody(body);
  refuseUnknownFields(params, "", ["authorization_token"]);
  readText(params.authorization_token, "authorization_token", 1, 4096);
  if (found.type !== "github_repository") {
    throw invalidRequest("only github_repository resources can be updated");
  }
  const rotated = { ...found, updated_at: world.clock.stamp() };
  const resources = stored.wire.resources.map((one) => (one.id === resourceId ? rotated : one));
  changeSession(world, stored, { resources });
  return rotated;
}

/** E14. */
export function deleteResource(world: World, id: string, resourceId: string): object {
  const stored = changeable(world, id);
  retrieveResource(world, id, resourceId);
  const resources = stored.wire.resources.filter((one) => one.id !== resourceId);
  changeSession(world, stored, { resources });
  return { id: resourceId, type: "session_resource_deleted" };
}

/** Any status but terminated is taken to allow it (API §7 rows 35, 42). */
function changeable(world: World, id: string): StoredSession {
  const stored = findSession(world, id);
  if (stored.wire.status === "terminated") {
    throw invalidRequest(`Cannot change resources of archived session: ${id}`);
  }
  return stored;
}

function readResource(
  world: World,
  params: JsonObject,
  path: string,
  kinds: readonly (typeof KINDS)[number][],
): WireResource {
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const kind = readOneOf(params.type, at("type"), kinds);
  optional(params.mount_path, (mount) => readText(mount, at("mount_path"), 1, 4096));
  if (kind === "memory_store") return memoryStore(params, path, at);
  const now = world.clock.stamp();
  const common = { id: world.ids.next("sesrsc"), type: kind, created_at: now, updated_at: now };
  if (kind === "file") {
    refuseUnknownFields(params, path, ["type", "file_id", "mount_path"]);
    const sentId = readText(params.file_id, at("file_id"), 1, 128);
    const mount = `${UPLOADS}/${String(params.mount_path ?? sentId).replace(/^\/+/, "")}`;
    // What is mounted is a copy of the session's own, under another id.
    return { ...common, file_id: world.ids.next("file"), mount_path: mount };
  }
  const known = ["type", "url", "authorization_token", "checkout", "mount_path"];
  refuseUnknownFields(params, path, known);
  const url = readText(params.url, at("url"), 1, 2048);
  optional(params.authorization_token, (token) => readText(token, at("token"), 1, 4096));
  const name =
    url
      .replace(/\.git$/, "")
      .split("/")
      .at(-1) ?? "repository";
  const mount = params.mount_path ?? `/workspace/${name}`;
  return { ...common, url, mount_path: mount, checkout: params.checkout ?? null };
}

function memoryStore(
  params: JsonObject,
  path: string,
  at: (field: string) => string,
): WireResource {
  refuseUnknownFields(params, path, ["type", "memory_store_id", "access", "instructions"]);
  const id = readText(params.memory_store_id, at("memory_store_id"), 1, 128);
  optional(params.access, (access) => readOneOf(access, at("access"), ["read_write", "read_only"]));
  optional(params.instructions, (text) => readText(text, at("instructions"), 0, 4096));
  return {
    type: "memory_store",
    memory_store_id: id,
    access: params.access ?? "read_write",
    description: null,
    instructions: params.instructions ?? null,
    mount_path: `/mnt/memory/${id}`,
    name: id,
  };
}
