import { isDeepStrictEqual } from "node:util";
import { ApiRefusal } from "./errors";
import { checkNewerToolShape } from "./newer-words";
import type { Settings } from "./options";
import { resolveTools } from "./resolve";
import { readArray } from "./shape";
import { checkToolRules } from "./tool-rules";
import { checkServerShape, checkToolShape } from "./tool-shapes";
import { respellServer } from "./url-spelling";
import type { AgentArrays, WireMcpServer, WireTool } from "./wire";

/**
 * Validates the arrays somebody sent and resolves them. An array that was not sent is the stored one,
 * and the cross rules are judged on the resulting pair (API §7 rows 23, 24). Shape comes before rules
 * (API §4.2).
 */
export function takeArrays(
  sent: { readonly tools?: unknown; readonly mcp_servers?: unknown },
  stored: AgentArrays,
  skills: readonly unknown[],
  path: string,
  settings: Pick<Settings, "newerWords" | "urlSpelling">,
): AgentArrays {
  const { newerWords, urlSpelling } = settings;
  const checkTool = newerWords ? checkNewerToolShape : checkToolShape;
  const tools =
    sent.tools === undefined
      ? stored.tools
      : (checkEach(sent.tools, `${path}tools`, stored.tools, checkTool) as WireTool[]);
  const servers =
    sent.mcp_servers === undefined
      ? stored.mcp_servers
      : (
          checkEach(
            sent.mcp_servers,
            `${path}mcp_servers`,
            stored.mcp_servers,
            checkServerShape,
          ) as WireMcpServer[]
        ).map((server) => respellServer(server, urlSpelling));
  checkToolRules({ tools, mcp_servers: servers }, skills);
  return { tools: resolveTools(tools), mcp_servers: servers };
}

/** An entry this validator does not know is still right if the session holds it already: a newer API would know it. */
function checkEach(
  value: unknown,
  path: string,
  stored: readonly unknown[],
  check: (entry: unknown, path: string) => void,
): readonly unknown[] {
  const entries = readArray(value, path);
  for (const [index, entry] of entries.entries()) {
    try {
      check(entry, `${path}[${index}]`);
    } catch (error) {
      const isStored = stored.some((known) => isDeepStrictEqual(known, entry));
      if (!(error instanceof ApiRefusal) || !isStored) throw error;
    }
  }
  return entries;
}
