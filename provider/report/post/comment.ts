import { shownText } from "../../model/shown-text";
import type { Answer } from "./http";

/** What became of the comment. */
export type Posted =
  | { readonly kind: "created" | "updated" | "replaced" }
  /** There is nobody to write to, or the token may only read, which is no failure of the job. */
  | { readonly kind: "skipped"; readonly reason: string };

/** A comment that is there already. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Written by whoever the token belongs to; undefined where only asking tells. */
  readonly isOurs: boolean | undefined;
}

/** How one system keeps comments; the rest is the same for all. */
export interface Board {
  /** One page, oldest first; fewer than `pageSize` are the last page. */
  list(page: number): Promise<readonly Comment[]>;
  /** Asks who the token belongs to, and whether it wrote the comment. */
  isOurs(comment: Comment): Promise<boolean>;
  create(body: string): Promise<Answer>;
  update(id: number, body: string): Promise<Answer>;
  remove(id: number): Promise<Answer>;
  /** The sentence for an answer that refuses. */
  refusal(answer: Answer): Error;
}

export const pageSize = 100;
/** Ten thousand comments. */
const pagesMax = 100;

/** Tells our comment from others, and reports of one title from those of another; no reader sees it. */
export function markerOf(title: string): string {
  const name = encodeURIComponent(shownText(title, 100)).replace(/[-.!~*'()]/g, "_");
  return `<!-- managed-agents-review: ${name} -->`;
}

/**
 * Writes the one comment of this title: updates it where it is, or writes it anew where it is not, or cannot be edited.
 * Only a comment of our own is taken for it: whoever may comment could write the marker too, and change the text later.
 */
export async function postComment(board: Board, marker: string, text: string): Promise<Posted> {
  const body = `${marker}\n${text}`;
  const earlier = await findOurs(board, marker);
  if (earlier !== undefined) {
    const update = await board.update(earlier.id, body);
    if (isGood(update)) {
      return { kind: "updated" };
    }
    if (![403, 404, 410, 422].includes(update.status)) {
      throw board.refusal(update);
    }
  }
  const created = await board.create(body);
  if (!isGood(created)) {
    throw board.refusal(created);
  }
  if (earlier === undefined) {
    return { kind: "created" };
  }
  await board.remove(earlier.id); // It may not be ours to remove; then there are two, and the newer one is right.
  return { kind: "replaced" };
}

async function findOurs(board: Board, marker: string): Promise<Comment | undefined> {
  let ours: Comment | undefined;
  for (let page = 1; page <= pagesMax; page++) {
    const comments = await board.list(page);
    for (const comment of comments.filter(({ body }) => body.startsWith(marker))) {
      if (comment.isOurs ?? (await board.isOurs(comment))) {
        ours = comment; // The newest one.
      }
    }
    if (comments.length < pageSize) {
      return ours;
    }
  }
  return ours;
}

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
