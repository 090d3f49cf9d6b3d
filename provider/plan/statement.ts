import type { Direction } from "./direction";

/**
 * What a sentence without a direction is about: rights that may be more or fewer than before (`mayLoosen`,
 * `mayTighten`), what nobody looks after any more (`released`), entries of others (`others`), what must not be there
 * (`absent`) or not exceed something (`ceiling`), and what is not known (`unknown`).
 */
export type Topic =
  | "mayLoosen"
  | "mayTighten"
  | "released"
  | "others"
  | "absent"
  | "ceiling"
  | "unknown";

/** One thing that a preview can say of what an update will do. */
export interface Statement {
  /** Absent where it is none, or where nobody can tell without a look at the session. */
  readonly direction?: Direction;
  readonly topic?: Topic;
  /** The right that changes, where it is one. */
  readonly key?: string;
  readonly sentence: string;
}

/** The sentence as it stands on a resource's row, the direction before it. */
export function rowText({ direction, sentence }: Statement): string {
  return direction === undefined ? sentence : `${direction} ${sentence}`;
}
