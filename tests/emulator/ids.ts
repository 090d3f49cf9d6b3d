/** The canonical prefixes of API §2. */
export type IdPrefix = "sesn" | "sthr" | "sevt" | "sesrsc" | "outc" | "file" | "req" | "wrun";

/** Hands out ids that look like the API's and are the same in every run: `sesn_01EMU0000000000000000001`. */
export interface Ids {
  next(prefix: IdPrefix): string;
}

export function createIds(): Ids {
  const counts = new Map<IdPrefix, number>();
  return {
    next(prefix) {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}_01EMU${String(count).padStart(19, "0")}`;
    },
  };
}
