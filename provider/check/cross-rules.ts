import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { type McpServer, urlServerType } from "../model/mcp-servers";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { PropertyRecord } from "../model/property-record";
import { quotedText } from "../model/shown-text";
import type { Tool } from "../model/tools";
import { isUnknown } from "../model/unknown";
import { brokenReferences, referenceSentence } from "../plan/references";
import { brokenUrlSources, urlSourceSentence } from "../plan/url-source-references";
import { unexpandedReason } from "./hints";
import { duplicates, enabledBuiltIns, objectsIn } from "./rules";
import { type Violation, violation } from "./violation";

/** Rules across the entries of an array and across the two arrays (API §4.2). */
export function crossViolations(inputs: PropertyRecord): Violation[] {
  return [
    ...duplicateTools(inputs.tools),
    ...customNamesTaken(inputs.tools),
    ...serverViolations(inputs.mcpServers),
    // Under `shared`, the other half may be somebody else's: the pair is judged at deployment.
    ...(inputs.ownership === "exclusive"
      ? [
          ...referenceViolations(inputs.tools, inputs.mcpServers),
          ...urlSourceReferences(inputs.tools),
        ]
      : []),
    ...boundViolations(inputs),
  ];
}

function duplicateTools(tools: unknown): Violation[] {
  const all = objectsIn(tools);
  const ofType = (type: string) => all.filter(({ item }) => item.type === type);
  return [
    ...ofType(agentToolsetType)
      .slice(1)
      .map(({ index }) =>
        violation(
          ["tools", index],
          `there is an ${agentToolsetType} already; a session has at most one`,
        ),
      ),
    ...duplicates(ofType(mcpToolsetType), "mcpServerName").map(({ index, value }) =>
      violation(
        ["tools", index, "mcpServerName"],
        `the server ${quotedText(value)} has an MCP toolset already; each may have at most one`,
      ),
    ),
    ...duplicates(ofType(customToolType), "name").map(({ index, value }) =>
      violation(
        ["tools", index, "name"],
        `there is a custom tool ${quotedText(value)} already; names are unique`,
      ),
    ),
  ];
}

function customNamesTaken(tools: unknown): Violation[] {
  const all = objectsIn(tools);
  const toolset = all.find(({ item }) => item.type === agentToolsetType);
  const taken = toolset === undefined ? new Set<string>() : enabledBuiltIns(toolset.item);
  return all
    .filter(
      ({ item }) =>
        item.type === customToolType && typeof item.name === "string" && taken.has(item.name),
    )
    .map(({ index, item }) =>
      violation(
        ["tools", index, "name"],
        `${quotedText(String(item.name))} is the name of an enabled built-in tool; rename the custom tool or disable the built-in one`,
      ),
    );
}

function serverViolations(servers: unknown): Violation[] {
  const all = objectsIn(servers);
  return [
    ...duplicates(all, "name").map(({ index, value }) =>
      violation(
        ["mcpServers", index, "name"],
        `there is a server ${quotedText(value)} already; names are unique`,
      ),
    ),
    ...all.flatMap(({ index, item }) => {
      const { type, url } = item;
      // Of a kind that is not known today, nobody knows what its URL may be.
      const isJudged = type === urlServerType && typeof url === "string" && url !== "";
      const reason = isJudged ? urlReason(url) : undefined;
      return reason === undefined ? [] : [violation(["mcpServers", index, "url"], reason)];
    }),
  ];
}

function urlReason(url: string): string | undefined {
  return (
    unexpandedReason(url) ?? (isHttpUrl(url) ? undefined : "must be an absolute http or https URL")
  );
}

function isHttpUrl(text: string): boolean {
  // "https:///x" parses too, with "x" for its host; nobody means that.
  const isAbsolute = /^https?:\/\/[^/]/i.test(text) && URL.canParse(text);
  return isAbsolute && new URL(text).hostname !== "" && !/\s/.test(text);
}

/** Judged only where both arrays are declared and every name in them is known; else at deployment. */
function referenceViolations(tools: unknown, servers: unknown): Violation[] {
  if (!Array.isArray(tools) || !Array.isArray(servers)) {
    return [];
  }
  const knownTools = objectsIn(tools);
  const serverItems = objectsIn(servers);
  const knownServers = serverItems.filter(({ item }) => typeof item.name === "string");
  const isOpenTool = (tool: PropertyRecord) =>
    isUnknown(tool.type) || isUnknown(tool.mcpServerName);
  const toolsOpen = tools.some(isUnknown) || knownTools.some(({ item }) => isOpenTool(item));
  const serversOpen =
    servers.some(isUnknown) || serverItems.some(({ item }) => isUnknown(item.name));
  return brokenReferences(
    knownTools.map(({ item }) => item as unknown as Tool),
    knownServers.map(({ item }) => item as unknown as McpServer),
  ).flatMap((broken) => {
    if (broken.kind === "toolsetWithoutServer") {
      const place = knownTools[broken.index]?.index ?? broken.index;
      return serversOpen
        ? []
        : [violation(["tools", place, "mcpServerName"], referenceSentence(broken))];
    }
    const place = knownServers[broken.index]?.index ?? broken.index;
    return toolsOpen ? [] : [violation(["mcpServers", place, "name"], referenceSentence(broken))];
  });
}

/** Judged only where the name of every custom tool is known. */
function urlSourceReferences(tools: unknown): Violation[] {
  const known = objectsIn(tools);
  const isOpen =
    (Array.isArray(tools) && tools.some(isUnknown)) ||
    known.some(({ item }) => isUnknown(item.type) || isUnknown(item.name));
  return isOpen
    ? []
    : brokenUrlSources(known.map(({ item }) => item as unknown as Tool)).map((broken) => {
        const place = known[broken.tool]?.index ?? broken.tool;
        const source = ["urlSources", "clientToolResults", "tools", broken.reference, "name"];
        const path = ["tools", place, "configs", broken.config, ...source];
        return violation(path, urlSourceSentence(broken));
      });
}

function boundViolations(inputs: PropertyRecord): Violation[] {
  const { whenBusy, waitTimeoutSeconds: timeout, interruptAfterSeconds: interruptAfter } = inputs;
  if (
    whenBusy !== "waitThenInterrupt" ||
    typeof timeout !== "number" ||
    typeof interruptAfter !== "number" ||
    interruptAfter < timeout
  ) {
    return [];
  }
  return [
    violation(
      ["interruptAfterSeconds"],
      `is ${interruptAfter} seconds, but the wait ends after ${timeout} (waitTimeoutSeconds), so the interrupt would never be sent; make it less`,
    ),
  ];
}
