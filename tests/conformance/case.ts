/** One thing that the sheet says of the API, and how to see whether it is so. */
export interface Case {
  /** As in the sheet: `C1`; a letter behind it where the sheet says several things at once. */
  readonly name: string;
  /** The section that is wrong if the service does otherwise. */
  readonly section: string;
  readonly says: string;
  readonly look: (service: Service) => Promise<Outcome>;
}

export type Outcome =
  | { readonly kind: "asSaid" }
  | { readonly kind: "differs"; readonly saw: string }
  | { readonly kind: "notTried"; readonly why: string };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

export interface Service {
  /** `headers` replaces all of the usual ones. */
  send(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  readonly headers: Readonly<Record<string, string>>;
  /** The session that was made for this. */
  readonly sessionId: string;
}

export const asSaid: Outcome = { kind: "asSaid" };
export const notTried = (why: string): Outcome => ({ kind: "notTried", why });

const shownMax = 200;

/** Text of a stranger on one line, cut. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  const line = text.replace(/[^\x20-\x7e]/g, "?");
  return line.length > shownMax ? `${line.slice(0, shownMax)}…` : line;
}

export function differs(answer: Answer): Outcome {
  return { kind: "differs", saw: `${answer.status} ${shown(answer.body)}` };
}

/** The value at these keys, whatever the answer is. */
export function memberOf(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** Whether the answer is an error of this status and type; texts are no contract (API §1.3). */
export function isError(answer: Answer, status: number, type: string): Outcome {
  const isSo = answer.status === status && memberOf(answer.body, "error", "type") === type;
  return isSo ? asSaid : differs(answer);
}

/** Refused: 400 `invalid_request_error` (API §8). */
export const isRefused = (answer: Answer): Outcome => isError(answer, 400, "invalid_request_error");

/** Whether the answer is 200 with this, and whatever else. */
export function isGood(answer: Answer, holds: (body: unknown) => boolean = () => true): Outcome {
  return answer.status === 200 && holds(answer.body) ? asSaid : differs(answer);
}

/** Whether everything that `part` states is in `whole`; arrays are compared as wholes. */
export function contains(whole: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) return whole === part;
  if (typeof whole !== "object" || whole === null) return false;
  if (Array.isArray(part) !== Array.isArray(whole)) return false;
  if (Array.isArray(part) && part.length !== memberOf(whole, "length")) return false;
  return Object.entries(part).every(([key, value]) => contains(memberOf(whole, key), value));
}
