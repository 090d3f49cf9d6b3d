import { checkDomainLists } from "./domains";
import {
  broken,
  isObject,
  type JsonObject,
  notValid,
  optional,
  readArray,
  readObject,
  readOneOf,
  readText,
  refuseExtraInputs,
} from "./shape";

export const WEB_SEARCH_FIELDS = ["allowed_domains", "blocked_domains", "user_location"];
export const WEB_FETCH_FIELDS = [
  "allowed_domains",
  "blocked_domains",
  "max_content_tokens",
  "url_sources",
];

const SERVER_TOOLS = ["web_search", "web_fetch"];
const MAX_REFERENCES = 128;
export const URL_SOURCES = ["client_tool_results", "server_tool_results", "user_input"];

/** The extra members of a `web_search` config entry (API §4.1). */
export function checkWebSearch(entry: JsonObject, path: string): void {
  optional(entry.user_location, (location) => checkLocation(location, `${path}.user_location`));
  checkDomainLists(entry, path, true);
}

/** The extra members of a `web_fetch` config entry (API §4.1). */
export function checkWebFetch(entry: JsonObject, path: string): void {
  optional(entry.max_content_tokens, (tokens) => {
    if (!Number.isInteger(tokens) || Number(tokens) < 1) {
      throw notValid(`${path}.max_content_tokens`, tokens);
    }
  });
  optional(entry.url_sources, (sources) => checkSources(sources, `${path}.url_sources`));
  checkDomainLists(entry, path, false);
}

function checkLocation(value: unknown, path: string): void {
  const location = readObject(value, path);
  refuseExtraInputs(location, path, ["type", "city", "region", "country", "timezone"]);
  readOneOf(location.type, `${path}.type`, ["approximate"]);
  for (const field of ["city", "region", "timezone"]) {
    optional(location[field], (text) => readText(text, `${path}.${field}`, 1, 255));
  }
  optional(location.timezone, (timezone) => {
    if (!isTimezone(String(timezone))) throw broken(`${path}.timezone`, "not an IANA time zone");
  });
  optional(location.country, (country) => {
    const code = readText(country, `${path}.country`, 1, 255);
    if (!/^[A-Z]{2}$/.test(code)) {
      throw broken(`${path}.country`, "not a country the search provider supports");
    }
  });
}

function isTimezone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function checkSources(value: unknown, path: string): void {
  const sources = readObject(value, path);
  refuseExtraInputs(sources, path, URL_SOURCES);
  for (const name of URL_SOURCES) {
    const filters = name === "user_input" ? ["all", "none"] : ["all", "none", "only", "except"];
    const names = name === "server_tool_results" ? SERVER_TOOLS : undefined;
    optional(sources[name], (source) => checkSource(source, `${path}.${name}`, filters, names));
  }
  if (URL_SOURCES.every((name) => isNone(sources[name]))) {
    throw broken(path, "at least one source must allow URLs");
  }
}

function checkSource(
  value: unknown,
  path: string,
  filters: readonly string[],
  names: readonly string[] | undefined,
): void {
  if (typeof value === "string") {
    readOneOf(value, path, ["all", "none"]);
    return;
  }
  const source = readObject(value, path);
  const type = readOneOf(source.type, `${path}.type`, filters);
  const listsTools = type === "only" || type === "except";
  refuseExtraInputs(source, path, listsTools ? ["type", "tools"] : ["type"]);
  if (!listsTools) return;
  const references = readArray(source.tools, `${path}.tools`);
  if (references.length < 1 || references.length > MAX_REFERENCES) {
    throw broken(`${path}.tools`, `1 to ${MAX_REFERENCES} tools are allowed`);
  }
  const seen = new Set<string>();
  for (const [index, item] of references.entries()) {
    const name = readReference(item, `${path}.tools[${index}]`);
    if (seen.has(name)) throw broken(`${path}.tools[${index}].name`, "duplicate entry");
    seen.add(name);
    if (names !== undefined) readOneOf(name, `${path}.tools[${index}].name`, names);
  }
}

function readReference(value: unknown, path: string): string {
  const reference = readObject(value, path);
  refuseExtraInputs(reference, path, ["type", "name"]);
  readOneOf(reference.type, `${path}.type`, ["tool_reference"]);
  return readText(reference.name, `${path}.name`, 1, 128);
}

function isNone(source: unknown): boolean {
  return source === "none" || (isObject(source) && source.type === "none");
}
