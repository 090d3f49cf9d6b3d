import { parseMicros } from "./clock";
import type { Order } from "./cursors";
import { notValid } from "./shape";

/** Reads `limit`; the API's default and maximum are not known (API §7 row 33). */
export function readLimit(query: URLSearchParams, fallback: number): number {
  const text = query.get("limit");
  if (text === null) return fallback;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw notValid("limit", text);
  return limit;
}

export function readOrder(query: URLSearchParams, fallback: Order): Order {
  const order = query.get("order") ?? fallback;
  if (order !== "asc" && order !== "desc") throw notValid("order", order, ["asc", "desc"]);
  return order;
}

/** All values of a bracketed list parameter such as `statuses[]`, undefined when there are none. */
export function readWords(
  query: URLSearchParams,
  name: string,
  allowed: readonly string[],
): ReadonlySet<string> | undefined {
  const words = query.getAll(`${name}[]`);
  if (words.length === 0) return undefined;
  const wrong = words.find((word) => !allowed.includes(word));
  if (wrong !== undefined) throw notValid(`${name}[]`, wrong, allowed);
  return new Set(words);
}

/** The four `created_at[…]` bounds as one test of epoch microseconds (API §2.2). */
export function readCreatedAt(query: URLSearchParams): (micros: number) => boolean {
  const bound = (operator: string): number | undefined => {
    const name = `created_at[${operator}]`;
    const text = query.get(name);
    if (text === null) return undefined;
    const micros = parseMicros(text);
    if (micros === undefined) throw notValid(name, text);
    return micros;
  };
  const [above, least, below, most] = [bound("gt"), bound("gte"), bound("lt"), bound("lte")];
  return (micros) =>
    (above === undefined || micros > above) &&
    (least === undefined || micros >= least) &&
    (below === undefined || micros < below) &&
    (most === undefined || micros <= most);
}
