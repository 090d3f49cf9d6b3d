import * as z from "zod";
import { quotedText, shownText } from "../model/shown-text";
import type { RawAnswer } from "./transport";

/** An HTTP answer read as far as every answer is alike: status, request id, body, the API's error envelope. */

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly requestId?: string;
  readonly body: AnswerBody;
  /** Present if the body is the API's own error envelope (API §1.3). */
  readonly error?: ApiError;
}

export type AnswerBody =
  | { readonly kind: "json"; readonly value: unknown; readonly text: string }
  | { readonly kind: "notJson"; readonly description: string };

/** The API's words, on one line and bounded; `type` is an open set (API §1.3). */
export interface ApiError {
  readonly type: string;
  readonly message: string;
  /** `details.error_code`: where the API's own reason for a refusal stands. */
  readonly code?: string;
}

const errorEnvelopeSchema = z.looseObject({
  type: z.literal("error"),
  error: z.looseObject({
    type: z.string(),
    message: z.string(),
    // Whatever else stands there is no reason to lose the message.
    details: z
      .looseObject({ error_code: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
});
const requestIdSchema = z.looseObject({ request_id: z.string() });

const messageLengthMax = 1000;
const excerptLengthMax = 80;

export function readAnswer(raw: RawAnswer): Answer {
  const body = readBody(raw);
  const requestId = requestIdOf(raw, body);
  const error = body.kind === "json" ? apiErrorOf(body.value) : undefined;
  return {
    status: raw.status,
    headers: raw.headers,
    body,
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Shorter ones are stand-ins for tests, and would blot out half the sentence. */
const secretLengthMin = 8;

/**
 * A server may quote our own headers back. That is taken out before texts are cut to a length, which could halve it and
 * hide it from a search. A session's own document is left as it came: what is in it goes back.
 */
export function withoutSecret(raw: RawAnswer, secret: string): RawAnswer {
  if (![raw.text, ...raw.headers.values()].some((text) => text.includes(secret))) {
    return raw;
  }
  const clean = (text: string) => textWithoutSecret(text, secret);
  const headers = new Map([...raw.headers].map(([name, value]) => [name, clean(value)]));
  const isDocument = raw.status < 300 && readBody(raw).kind === "json";
  return { ...raw, headers, text: isDocument ? raw.text : clean(raw.text) };
}

export function textWithoutSecret(text: string, secret: string): string {
  return secret.length < secretLengthMin ? text : text.replaceAll(secret, "[redacted]");
}

export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function readBody(raw: RawAnswer): AnswerBody {
  // What an error says is only told; a document goes back, and every byte of it has to be what was sent.
  if (raw.isGarbled === true && raw.status < 300) {
    return { kind: "notJson", description: describeText(raw) };
  }
  try {
    return { kind: "json", value: JSON.parse(raw.text) as unknown, text: raw.text };
  } catch {
    return { kind: "notJson", description: describeText(raw) };
  }
}

function describeText(raw: RawAnswer): string {
  const excerpt = oneLine(raw.text.slice(0, 4 * excerptLengthMax), excerptLengthMax);
  const contentType = oneLine(raw.headers.get("content-type") ?? "", excerptLengthMax);
  const kind = contentType === "" ? "no content type" : contentType;
  const encoding = oneLine(raw.headers.get("content-encoding") ?? "", excerptLengthMax);
  if (encoding !== "" && encoding !== "identity") {
    return `${kind}, with the content-encoding ${quotedText(encoding)}, which was not asked for`;
  }
  if (raw.isGarbled === true) {
    return `${kind}, whose text is not UTF-8`;
  }
  return excerpt === "" ? `an empty body, ${kind}` : `${kind}, beginning with “${excerpt}”`;
}

function requestIdOf(raw: RawAnswer, body: AnswerBody): string | undefined {
  const header = raw.headers.get("request-id");
  if (header !== undefined && header !== "") {
    return oneLine(header, excerptLengthMax);
  }
  const parsed = body.kind === "json" ? requestIdSchema.safeParse(body.value) : undefined;
  return parsed?.success === true ? oneLine(parsed.data.request_id, excerptLengthMax) : undefined;
}

function apiErrorOf(value: unknown): ApiError | undefined {
  const parsed = errorEnvelopeSchema.safeParse(value);
  if (!parsed.success) {
    return undefined;
  }
  const { type, message, details } = parsed.data.error;
  const code = details?.error_code;
  return {
    type: oneLine(type, excerptLengthMax),
    message: oneLine(message, messageLengthMax),
    ...(code === undefined ? {} : { code: oneLine(code, excerptLengthMax) }),
  };
}

/** Prose of a stranger for a sentence: where its lines break says nothing, whatever else moves a cursor is shown. */
export function oneLine(text: string, lengthMax: number): string {
  return shownText(text.replace(/\s+/g, " ").trim(), lengthMax);
}
