import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import { mcpToolsetType } from "../model/mcp-toolset";
import { quotedText } from "../model/shown-text";

/*
 * Keys in `absent` that no entry can have. They would be absent for ever, and promise what they do not do; the reason
 * names the key that was meant.
 */

const form = `must be a key such as ${agentToolsetType}, mcp:<server name> or custom:<name>`;

/** What is wrong with a key in `absent.tools`; undefined if an entry may have it. */
export function toolKeyReason(key: string): string | undefined {
  const builtIn = key.replace(/^agent_toolset_\d+[:/]/, "");
  if ((builtInTools as readonly string[]).includes(builtIn)) {
    return `${quotedText(builtIn)} is a built-in tool and not an entry of tools; disable it in the configs of ${agentToolsetType} instead`;
  }
  const [prefix = "", ...rest] = key.split(":");
  const name = rest.join(":");
  switch (prefix) {
    case "mcp":
      return name === "" ? form : mcpReason(name);
    case "custom":
      return name === "" || /^[A-Za-z0-9_-]{1,128}$/.test(name)
        ? reasonIf(name === "", form)
        : `no custom tool can be called ${quotedText(name)}: names are made of A-Z a-z 0-9 _ -, and there is no wildcard`;
    case mcpToolsetType:
      return `no entry has this key; write ${quotedText(`mcp:${name === "" ? "<server name>" : name}`)}`;
    case "tool":
      return `is how access lists it; the entry's own key is ${quotedText(name)}`;
    default:
      return reasonIf(!/^(agent_toolset_\d+|%?[a-z][a-z0-9_%A-Z]*:.+)$/su.test(key), form);
  }
}

function mcpReason(name: string): string | undefined {
  if (name === "*") {
    return "there is no wildcard; name each server";
  }
  const slash = name.indexOf("/");
  return slash === -1
    ? undefined
    : `absent takes out whole entries and not single tools: write ${quotedText(`mcp:${name.slice(0, slash)}`)} for the toolset, or disable the tool in the toolset's configs; a server with a slash in its name goes with its toolset by its name in absent.mcpServers`;
}

/** What is wrong with a name in `absent.mcpServers`; undefined if a server may be meant. */
export function serverNameReason(name: string): string | undefined {
  const [, key, bare] = /^(mcp|mcp_toolset|tool):(.*)$/s.exec(name) ?? [];
  if (key !== undefined) {
    const server = (bare ?? "").replace(/\/.*$/s, "");
    return `is a key; write the server's bare name${server === "" ? "" : `, ${quotedText(server)}`}`;
  }
  if (/^custom:./s.test(name) || /^agent_toolset_\d+$/.test(name)) {
    return `is the key of a tool and no server's name; write it in absent.tools`;
  }
  return reasonIf(/^\*$|\/\*$/.test(name), "there is no wildcard; name each server");
}

function reasonIf(isBroken: boolean, reason: string): string | undefined {
  return isBroken ? reason : undefined;
}
