import * as z from "zod";
import { isObject } from "../model/json";
import { safeParse } from "../model/safe-parse";
import type { SessionFacts, SessionPage, UnreadableSession } from "../model/session";
import { exactReader } from "./exact-json";
import {
  type Body,
  depthProblem,
  isPresent,
  listSchema,
  type Malformed,
  malformedAt,
  type Parsed,
  sessionProblem,
  toObservedSession,
  versionOf,
  wordSchema,
} from "./wire";

/** A page of a list of sessions (API §2.2). */

const pageSchema = listSchema.extend({ next_page: z.string().nullish() });

/**
 * The sessions of a page, each judged by itself: one that is no whole session is told as such, and the others are used.
 * A cursor that is missing is the end.
 */
export function parseSessionPage(body: Body): Parsed<SessionPage> {
  const page = pageSchema.safeParse(body.value);
  if (!page.success) {
    return malformedAt(page.error, []);
  }
  const reader = exactReader(body.text, body.value);
  const exact = reader.document as { readonly data: readonly unknown[] };
  const judged = page.data.data.map((value, index) => ({
    value,
    index,
    problem: depthProblem(value) ?? sessionProblem(value, []),
  }));
  const sessions = judged.flatMap(({ value, index, problem }) =>
    problem === undefined ? [toObservedSession(value, reader.exact(exact.data[index]))] : [],
  );
  const unreadable = judged.flatMap(({ value, problem }) =>
    problem === undefined ? [] : [unreadableOf(value, problem)],
  );
  const next = page.data.next_page;
  return {
    kind: "parsed",
    value: { sessions, unreadable, ...(isPresent(next) ? { next } : {}) },
  };
}

/** What tells whether the session would be meant at all; each for itself, because any of them may be what is odd. */
function unreadableOf(value: unknown, { problem }: Malformed): UnreadableSession {
  const session = isObject(value) ? value : {};
  const agent = isObject(session.agent) ? session.agent : {};
  const sessionId = wordOf(session.id);
  if (sessionId === undefined) {
    return { problem };
  }
  const [archivedAt, updatedAt, createdAt] = [
    session.archived_at,
    session.updated_at,
    session.created_at,
  ].map(wordOf);
  const facts: SessionFacts = {
    sessionId,
    status: wordOf(session.status) ?? "",
    agentId: wordOf(agent.id) ?? "",
    ...(archivedAt === undefined ? {} : { archivedAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...versionOf(agent.version),
  };
  return { facts, problem };
}

function wordOf(value: unknown): string | undefined {
  const word = safeParse(wordSchema, value);
  return word.success && word.data !== "" ? word.data : undefined;
}
