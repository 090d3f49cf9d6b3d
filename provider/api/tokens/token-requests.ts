import * as z from "zod";
import { safeParse } from "../../model/safe-parse";
import { withoutSecret } from "../answer";
import type { Effect } from "../effect";
import { type Ended, type RetryOptions, sendWithRetry } from "../retry";
import type { Transport } from "../transport";

/** How the official exchange reaches HTTP: through our own transport, with its bounds, its proxy and its repetitions. */
export interface TokenRequests {
  /** In the shape that the official code asks for. Rejects for every answer but a success. */
  send(url: unknown, init?: OfficialRequest): Promise<Response>;
  /** How the last request ended; undefined if none was sent. */
  ended(): Ended | undefined;
}

/** What the official code puts into a request. */
export interface OfficialRequest {
  readonly headers?: unknown;
  readonly body?: unknown;
}

/**
 * Nothing is changed by an exchange, so it may be sent again like a read. A refresh token works once, so it is sent again
 * only where nothing was done with it. What is presented is hidden in the answers.
 */
export function createTokenRequests(
  transport: Transport,
  prefix: string,
  waits: RetryOptions,
): TokenRequests {
  let ended: Ended | undefined;
  return {
    async send(url, { headers, body } = {}) {
      const path = String(url).slice(prefix.length);
      const request = { method: "POST" as const, path, body: String(body) };
      const { secret, effect } = presentedIn(request.body);
      const sendOnce = async () => {
        const reply = await transport.send(request, { ...officialHeaders(headers) }, waits.signal);
        return reply.kind === "answer"
          ? { ...reply, answer: withoutSecret(reply.answer, secret) }
          : reply;
      };
      ended = { ...(await sendWithRetry(effect, sendOnce, waits)), secret };
      const { exchange } = ended;
      if (exchange.kind !== "answered" || exchange.answer.status !== 200) {
        throw new Error("no success");
      }
      const { body: answered } = exchange.answer;
      return new Response(answered.kind === "json" ? answered.text : "");
    },
    ended: () => ended,
  };
}

/** What the request is worth being sent for, and whether it may be sent again. */
export function presentedIn(body: string): { readonly secret: string; readonly effect: Effect } {
  const { assertion, refresh_token } = safeParse(presentedSchema, JSON.parse(body)).data ?? {};
  return refresh_token === undefined
    ? { secret: assertion ?? "", effect: "read" }
    : { secret: refresh_token, effect: "write" };
}

const presentedSchema = z.looseObject({
  assertion: z.string().optional(),
  refresh_token: z.string().optional(),
});

function officialHeaders(headers: unknown): Record<string, string> {
  const entries = Object.entries(headers as Record<string, string>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
