import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { withProcessLock } from "./process-lock.cjs";

/** Longer than a build on a slow machine takes. */
const LOCK_WAIT_MS = 20 * 60_000;

export interface InstallFolderOptions {
  /** The folder that exists whole or not at all, say `<home>/.pulumi/versions/3.259.0`. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fills a folder that many processes share: one at a time, in a draft beside it that is renamed when it
 * is complete. `fill` gets the draft's path. Drafts of processes that were killed are removed.
 *
 * @param isComplete looked at again once the lock is held: another process may have filled the folder.
 * @throws whatever `fill` throws, and an Error when another process holds the lock for 20 minutes.
 */
export function fillFolderOnce(
  { folder, log, signal }: InstallFolderOptions,
  isComplete: () => Promise<boolean>,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  const parent = path.dirname(folder);
  const draftPrefix = `.draft-${path.basename(folder)}-`;
  const onWait = ({ pid }: { readonly pid: number }) =>
    log(`waiting for process ${pid}, which is filling ${folder}`);
  const lock = path.join(parent, `.${path.basename(folder)}.lock`);
  return withProcessLock(lock, { waitMs: LOCK_WAIT_MS, onWait, signal }, async () => {
    if (await isComplete()) return;
    for (const leftover of readdirSync(parent).filter((name) => name.startsWith(draftPrefix))) {
      rmSync(path.join(parent, leftover), { recursive: true, force: true });
    }
    const draft = path.join(parent, draftPrefix + randomUUID());
    try {
      mkdirSync(draft, { recursive: true });
      await fill(draft);
      // What is there is not complete, or this would not run; a rename needs the place free.
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
}
