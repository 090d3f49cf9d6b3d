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

const SOURCES = ["client_tool_results", "server_tool_results", "user_input"];

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
  optional(location.country, (country) => {
    const code = readText(country, `${path}.country`, 1, 255);
    if (!/^[A-Z]{2}$/.test(code)) {
      throw broken(`${path}.country`, "not a country the search provider supports");
    }
  });
}

function checkSources(value: unknown, path: string): void {
  const sources = readObject(value, path);
  refuseExtraInputs(sources, path, SOURCES);
  for (const name of SOURCES) {
    const filters = name === "user_input" ? ["all", "none"] : ["all", "none", "only", "except"];
    optional(sources[name], (source) => checkSource(source, `${path}.${name}`, filters));
  }
  if (SOURCES.every((name) => isNone(sources[name]))) {
    throw broken(path, "at least one source must allow URLs");
  }
}

function checkSource(value: unknown, path: string, filters: readonly string[]): void {
  if (typeof value === "string") {
    readOneOf(value, path, ["all", "none"]);
    return;
  }
  const source = readObject(value, path);
  const type = readOneOf(source.type, `${path}.type`, filters);
  const listsTools = type === "only" || type === "except";
  refuseExtraInputs(source, path, listsTools ? ["type", "tools"] : ["type"]);
  if (!listsTools) return;
  for (const [index, item] of readArray(source.tools, `${path}.tools`).entries()) {
    const reference = readObject(item, `${path}.tools[${index}]`);
    refuseExtraInputs(reference, `${path}.tools[${index}]`, ["type", "name"]);
    readOneOf(reference.type, `${path}.tools[${index}].type`, ["tool_reference"]);
    readText(reference.name, `${path}.tools[${index}].name`, 1, 128);
  }
}

function isNone(source: unknown): boolean {
  return source === "none" || (isObject(source) && source.type === "none");
}
