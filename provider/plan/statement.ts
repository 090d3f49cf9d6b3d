import type { Direction } from "./direction";

/** One thing that a preview can say of what an update will do. */
export interface Statement {
  /** Absent where it is none, or where nobody can tell without a look at the session. */
  readonly direction?: Direction;
  readonly sentence: string;
}
