import * as z from "zod";

/** A moment with its offset from UTC, as the API writes them too; without one it would be the reader's guess. */
export const instantSchema = z.iso.datetime({
  offset: true,
  error: "must be a time such as 2026-11-01T00:00:00Z",
});

/** `2026-12-01 18:00 UTC`, for a sentence. */
export function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
