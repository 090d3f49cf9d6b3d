import type { PropertyRecord } from "../../provider/model/property-record";
import { parseInputs } from "../../provider/model/state";

/*
 * The requests that an override makes in one life, with the same client, and a reading of what it holds by the same
 * schema, with nothing around them: what the API, the way to it and zod cost by themselves.
 */

/** What the engine hands over to be checked, compared or read; of a new resource there is nothing old. */
export function readBySchema(...held: readonly (PropertyRecord | undefined)[]): void {
  for (const each of held) {
    if (each?.sessionId !== undefined) parseInputs(each);
  }
}

export interface Account {
  readonly url: string;
  readonly apiKey: string;
}

/** Loaded with the first request, as the provider does it. */
function undici(): typeof import("undici") {
  return require("undici");
}

/** A look at the session, and a write of its tools. */
export async function lookAndWrite(account: Account, sessionId: string): Promise<void> {
  const tools = [
    {
      type: "agent_toolset_20260401",
      configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
    },
  ];
  await lookAt(account, sessionId);
  await send(account, "POST", `/${sessionId}`, JSON.stringify({ agent: { tools } }));
}

/** The live sessions of an agent, page by page as the provider asks for them. */
export async function listSessions(account: Account, agentId: string): Promise<void> {
  let page: string | null | undefined;
  do {
    const cursor = page == null ? "" : `&page=${encodeURIComponent(page)}`;
    const answer = await send(account, "GET", `?limit=50&agent_id=${agentId}${cursor}`);
    page = (answer as { readonly next_page?: string | null }).next_page;
  } while (page != null);
}

export async function lookAt(account: Account, sessionId: string): Promise<void> {
  await send(account, "GET", `/${sessionId}`);
}

export async function archive(account: Account, sessionId: string): Promise<void> {
  await send(account, "POST", `/${sessionId}/archive`);
}

async function send(
  { url, apiKey }: Account,
  method: "GET" | "POST",
  path: string,
  body?: string,
): Promise<unknown> {
  const { statusCode, body: answer } = await undici().request(`${url}/v1/sessions${path}`, {
    method,
    body: body ?? null,
    headers: {
      "x-api-key": apiKey,
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "managed-agents-2026-04-01",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  return JSON.parse(text);
}
