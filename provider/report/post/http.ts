import { EnvHttpProxyAgent, request } from "undici";
import * as z from "zod";
import { isProviderError } from "../../errors";
import { jsonOf } from "../../model/json";
import { shownText } from "../../model/shown-text";
import { proxyTo } from "../../proxy";
import { PostError } from "./post-error";

/** One comment system's API, as far as comments need it. */
export interface Http {
  /** The answer, whatever its status; JSON where it is JSON. */
  send(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: object,
  ): Promise<Answer>;
}

/** Where a comment system is, and what opens it. */
export interface Access {
  readonly baseUrl: string;
  readonly token: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const timeoutMs = 30_000;
/** A page of a hundred comments of 65 kB. */
const bodyBytesMax = 20 * 1024 * 1024;

/** `headers` hold the token, which goes nowhere else: no redirect is followed, and no error names it. */
export function createHttp(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Http {
  const way = wayTo(baseUrl, environment);
  return {
    async send(method, path, body) {
      try {
        const answer = await request(`${baseUrl}${path}`, {
          method,
          headers: {
            ...headers,
            "user-agent": "managed-agents-review",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          body: body === undefined ? null : JSON.stringify(body),
          ...way,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        });
        let text = "";
        answer.body.setEncoding("utf8");
        for await (const chunk of answer.body) {
          text += String(chunk);
          if (text.length > bodyBytesMax) {
            throw new Error("the answer is too large");
          }
        }
        return { status: answer.statusCode, body: jsonOf(text) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new PostError(
          `${method} ${path} was not answered: ${shownText(reason)}. The report was written, and no comment was; run the job again.`,
        );
      }
    },
  };
}

/** By the proxy of the environment, where it names one. */
function wayTo(
  baseUrl: string,
  environment: Access["environment"],
): { readonly dispatcher?: EnvHttpProxyAgent } {
  try {
    const proxy = URL.canParse(baseUrl) ? proxyTo(new URL(baseUrl), environment) : undefined;
    const options = { httpProxy: "", httpsProxy: proxy?.url ?? "", noProxy: proxy?.except ?? "" };
    return proxy === undefined ? {} : { dispatcher: new EnvHttpProxyAgent(options) };
  } catch (error) {
    throw isProviderError(error) ? new PostError(error.message) : error;
  }
}

const messageSchema = z.looseObject({
  message: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** What the other side says of its refusal, as a part of a sentence. */
export function reasonOf({ status, body }: Answer): string {
  const seen = messageSchema.safeParse(body);
  const message = seen.success ? (seen.data.message ?? seen.data.error) : undefined;
  return typeof message === "string" ? `${status}: ${shownText(message, 200)}` : String(status);
}
