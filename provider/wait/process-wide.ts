import { createRestNews, type RestNews } from "./rest-news";
import { createSessionQueue, type SessionQueue } from "./session-queue";
import { createSharedInterrupts, type SharedInterrupts } from "./shared-interrupts";
import { createWriteCount, type WriteCount } from "./write-count";

/** What all verbs of a process have in common on the sessions of an account. */
export interface ProcessWide {
  readonly queue: SessionQueue;
  readonly writes: WriteCount;
  readonly interrupts: SharedInterrupts;
  readonly rests: RestNews;
}

export function createProcessWide(): ProcessWide {
  return {
    queue: createSessionQueue(),
    writes: createWriteCount(),
    interrupts: createSharedInterrupts(),
    rests: createRestNews(),
  };
}
