import { noEffect, ProviderError } from "../errors";
import { createCursorTrail } from "../model/cursor-trail";
import type { SessionFilter, SessionPage } from "../model/session";
import type { SessionApi } from "./session-api";
import { callOf, type VerbContext } from "./verb";

/** A list with more pages than this is not of this world. */
const pagesMax = 100_000;
/** A page without sessions may have a next one (API §2.2), where a filter passes over many; not so many in a row. */
const vainPagesMax = 1_000;

/** How to tell that a list comes to no end. */
export interface ListInWords {
  /** The beginning of the sentence: "gave up listing …". */
  readonly gaveUp: string;
  readonly advice: string;
}

/**
 * A list of sessions page by page; the next page is asked for when the last one is used up.
 *
 * @throws ProviderError `malformed` if the list leads back, or goes on for longer than any list can.
 */
export async function* sessionPages(
  words: ListInWords,
  filter: SessionFilter,
  api: Pick<SessionApi, "listSessions">,
  context: VerbContext,
): AsyncGenerator<SessionPage> {
  const trail = createCursorTrail();
  let cursor: string | undefined;
  let vain = 0;
  for (let pages = 1; ; pages++) {
    const page = await api.listSessions(filter, cursor, callOf(context));
    yield page;
    cursor = page.next;
    if (cursor === undefined) {
      return;
    }
    vain = page.sessions.length + page.unreadable.length === 0 ? vain + 1 : 0;
    const problem = trail.leadsBack(cursor) ? leadsBack : whyTooLong(pages, vain);
    if (problem !== undefined) {
      throw new ProviderError("malformed", {
        seen: `${words.gaveUp} after ${pages} pages: ${problem}.`,
        effect: noEffect,
        advice: words.advice,
      });
    }
  }
}

const leadsBack = "the list leads back to a page that was read before";

function whyTooLong(pages: number, vain: number): string | undefined {
  if (vain >= vainPagesMax) {
    return `the last ${vain} of them hold no session, and the list goes on`;
  }
  return pages >= pagesMax ? "the list goes on without an end" : undefined;
}
