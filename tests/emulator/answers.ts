import type { ServerResponse } from "node:http";

/** What a handler gives back: JSON, or a stream that takes over the response. */
export type Answer =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: "stream"; readonly open: (response: ServerResponse) => void };

export function json(body: unknown): Answer {
  return { kind: "json", status: 200, body, headers: {} };
}
