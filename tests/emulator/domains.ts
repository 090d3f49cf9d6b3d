import { isIP } from "node:net";
import { invalidRequest } from "./errors";
import { type JsonObject, readArray, readText } from "./shape";

const RESERVED = ["localhost", "local", "internal", "localdomain", "invalid"];
const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;
/** A part of an IPv4 address as browsers read it: decimal, octal or hexadecimal. */
const NUMBER = /^(0x[\da-f]*|\d+)$/i;
const FORBIDDEN_IN_PATH = /[\s?#$,|^!]/;

/** The domain lists of `web_search` and `web_fetch` (API §4.1, §4.2). Only searches may name a path. */
export function checkDomainLists(entry: JsonObject, path: string, pathsAllowed: boolean): void {
  const { allowed_domains: allowed, blocked_domains: blocked } = entry;
  const both = isGiven(allowed) && isGiven(blocked);
  if (both) {
    throw invalidRequest(`${path}: Only one of allowed_domains or blocked_domains may be set.`);
  }
  for (const field of ["allowed_domains", "blocked_domains"]) {
    const list = entry[field];
    if (isGiven(list)) checkList(readArray(list, `${path}.${field}`), path, field, pathsAllowed);
  }
}

function checkList(
  list: readonly unknown[],
  path: string,
  field: string,
  pathsAllowed: boolean,
): void {
  if (list.length === 0) {
    const advice = "Provide at least one domain or null.";
    throw invalidRequest(`${path}: ${field}: Empty list of domains is ambiguous. ${advice}`);
  }
  if (list.length > 64) throw invalidRequest(`${path}: ${field}: at most 64 domains are allowed`);
  for (const [index, entry] of list.entries()) {
    const domain = readText(entry, `${path}.${field}[${index}]`, 1, 255);
    const isRepeated = list.indexOf(domain) < index;
    const problem = isRepeated ? "duplicate entry" : domainProblem(domain, pathsAllowed);
    if (problem !== undefined) throw invalidRequest(`${path}: ${field}.${index}: ${problem}`);
  }
}

/** What is wrong with an entry, undefined when nothing is. */
export function domainProblem(entry: string, pathsAllowed: boolean): string | undefined {
  const slash = entry.indexOf("/");
  const host = slash === -1 ? entry : entry.slice(0, slash);
  const rest = slash === -1 ? "" : entry.slice(slash + 1);
  if (entry.includes("://")) return "schemes are not supported; provide a plain hostname";
  const hostProblem = problemOfHost(host);
  if (hostProblem !== undefined) return hostProblem;
  if (rest !== "" && !pathsAllowed) return "paths are not supported; provide a plain hostname";
  if (FORBIDDEN_IN_PATH.test(rest)) return "the path holds a character that is not supported";
  return undefined;
}

function problemOfHost(host: string): string | undefined {
  const example = 'provide a plain hostname like "example.com"';
  // A host whose last label is a number is an address in some short form, such as 127.1.
  const isShorthand = NUMBER.test(host.split(".").at(-1) ?? "");
  if (isShorthand || isIP(host) !== 0 || isIP(host.replace(/^\[|\]$/g, "")) !== 0) {
    return `IP addresses are not supported; ${example}`;
  }
  if (host.includes("*")) return `wildcards are not supported; ${example}`;
  if (host.includes("@")) return `credentials are not supported; ${example}`;
  if (host.includes(":")) return `ports are not supported; ${example}`;
  const labels = host.split(".");
  if (!labels.every((label) => LABEL.test(label))) return `not a valid hostname; ${example}`;
  if (RESERVED.includes(labels.at(-1)?.toLowerCase() ?? "")) return `not a public host; ${example}`;
  if (labels.length < 2) return `a single label is not supported; ${example}`;
  return undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
