import { invalidRequest } from "./errors";

export type Order = "asc" | "desc";

/** A place in a list and the way to go on from it. Opaque to clients: base64url of JSON. */
export interface Cursor {
  readonly order: Order;
  /** `next` = the items after the place, `previous` = those before it, both in the list's order. */
  readonly direction: "next" | "previous";
  readonly key: number;
  readonly id: string;
}

export function writeCursor(cursor: Cursor): string {
  const { order, direction, key, id } = cursor;
  return Buffer.from(JSON.stringify([order, direction, key, id])).toString("base64url");
}

/** Refuses what is no cursor, and one that was made for the other order (API §2.2). */
export function readCursor(text: string, order: Order): Cursor {
  const cursor = parse(text);
  if (cursor === undefined) throw invalidRequest("invalid page cursor");
  if (cursor.order !== order) throw invalidRequest("page token order does not match request");
  return cursor;
}

function parse(text: string): Cursor | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [order, direction, key, id] = value as unknown[];
  if (order !== "asc" && order !== "desc") return undefined;
  if (direction !== "next" && direction !== "previous") return undefined;
  if (typeof key !== "number" || typeof id !== "string") return undefined;
  return { order, direction, key, id };
}
