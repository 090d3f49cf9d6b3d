export interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

/** What the lock asks of the world; tests replace it so that nothing sleeps. */
export interface LockEnvironment {
  now(): number;
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  isAlive(pid: number): boolean;
}

export interface ProcessLockOptions {
  /** How long to wait for another holder, in milliseconds, before giving up. */
  readonly waitMs: number;
  /** Called once, when the lock is found held by a living process. */
  readonly onWait?: ((holder: LockOwner) => void) | undefined;
  /** Ends the waiting; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly environment?: LockEnvironment;
}

/**
 * Runs `action` while this process holds the lock `file`, and releases the lock whatever comes of it.
 * The lock of a process that no longer lives is taken over.
 *
 * @throws Error when the lock is still held after `waitMs`; it names the file and the holder.
 */
export function withProcessLock<Result>(
  file: string,
  options: ProcessLockOptions,
  action: () => Promise<Result> | Result,
): Promise<Result>;
