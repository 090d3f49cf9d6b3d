export interface InstallFolderOptions {
  /** The folder that exists whole or not at all, say `<home>/.pulumi/versions/3.274.1`. */
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
  options: InstallFolderOptions,
  isComplete: () => Promise<boolean>,
  fill: (draft: string) => Promise<void>,
): Promise<void>;
