import { isObject } from "../model/json";
import { quotedText } from "../model/shown-text";
import { isUnknown } from "../model/unknown";
import { type Path, type Violation, violation } from "./violation";

/*
 * What the API demands of the web tools beyond their domains (API §4.1, §4.2). Unknown and malformed values are passed
 * over, as in all rules.
 */

const domainListKeys = ["allowedDomains", "blockedDomains"] as const;
const serverTools: readonly unknown[] = ["web_search", "web_fetch"];

export function webToolRuleViolations(
  config: Readonly<Record<string, unknown>>,
  path: Path,
): Violation[] {
  return [
    ...domainListKeys.flatMap((key) => repeatedDomains(config[key], [...path, key])),
    ...timezoneViolations(config.userLocation, [...path, "userLocation"]),
    ...sourceViolations(config.urlSources, [...path, "urlSources"]),
  ];
}

/** The API compares the entries of a list letter by letter here: `a.com` and `www.a.com` may stand side by side. */
function repeatedDomains(list: unknown, path: Path): Violation[] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.flatMap((entry, index) =>
    typeof entry === "string" && entry !== "" && entries.indexOf(entry) < index
      ? [violation([...path, index], `${quotedText(entry)} is in the list already; once is enough`)]
      : [],
  );
}

function timezoneViolations(location: unknown, path: Path): Violation[] {
  const timezone = isObject(location) && !isUnknown(location) ? location.timezone : undefined;
  if (typeof timezone !== "string" || timezone === "" || isTimezone(timezone)) {
    return [];
  }
  const reason = `${quotedText(timezone, 60)} is no IANA time zone, such as Europe/Berlin`;
  return [violation([...path, "timezone"], reason)];
}

function isTimezone(name: string): boolean {
  // Newer versions of JavaScript take offsets such as +02:00 too, which are no names.
  if (!/^[A-Za-z]/.test(name)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What each source may say, and which tools it may name; that a custom tool is there is judged across entries. */
function sourceViolations(sources: unknown, path: Path): Violation[] {
  if (!isObject(sources) || isUnknown(sources)) {
    return [];
  }
  return [
    ...userInputViolations(sources.userInput, [...path, "userInput"]),
    ...["clientToolResults", "serverToolResults"].flatMap((key) =>
      toolListViolations(sources[key], [...path, key]),
    ),
    ...namedTools(sources.serverToolResults).flatMap(({ name, index }) =>
      serverTools.includes(name)
        ? []
        : [
            violation(
              [...path, "serverToolResults", "tools", index, "name"],
              `${quotedText(name)} is no tool of the server; only "web_search" and "web_fetch" may be named here`,
            ),
          ],
    ),
  ];
}

function userInputViolations(source: unknown, path: Path): Violation[] {
  if (!isObject(source) || isUnknown(source)) {
    return [];
  }
  if (source.type === "only" || source.type === "except") {
    const reason = `${quotedText(source.type)} names tools, and what the user writes comes from none; it must be "all" or "none"`;
    return [violation([...path, "type"], reason)];
  }
  return toolListViolations(source, path);
}

function toolListViolations(source: unknown, path: Path): Violation[] {
  if (!isObject(source) || isUnknown(source) || typeof source.type !== "string") {
    return [];
  }
  const { type, tools } = source;
  const isGiven = tools !== undefined && tools !== null;
  const takesTools = type === "only" || type === "except";
  if (takesTools && !isGiven) {
    return [
      violation([...path, "tools"], `is missing; ${quotedText(type)} names at least one tool`),
    ];
  }
  if ((type === "all" || type === "none") && isGiven) {
    const reason = `${quotedText(type)} takes no tools; take them out, or say "only" or "except"`;
    return [violation([...path, "tools"], reason)];
  }
  const named = namedTools(source);
  return named
    .filter(({ name }, place) => named.findIndex((other) => other.name === name) < place)
    .map(({ name, index }) =>
      violation([...path, "tools", index, "name"], `${quotedText(name)} is named already`),
    );
}

/** The tools that a source names, each with its place; those whose name is not known yet are left out. */
export function namedTools(
  source: unknown,
): readonly { readonly name: string; readonly index: number }[] {
  const tools: readonly unknown[] =
    isObject(source) && !isUnknown(source) && Array.isArray(source.tools) ? source.tools : [];
  return tools.flatMap((tool, index) =>
    isObject(tool) && typeof tool.name === "string" ? [{ name: tool.name, index }] : [],
  );
}
