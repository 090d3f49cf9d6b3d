import { setMaxListeners } from "node:events";
import { watchEngine } from "./engine-watch";

/** How long requests under way may go on once the engine is gone. */
const lastWordsMs = 1_000;

/** What ends every wait of a process at once; no request follows its abort. */
export function newCancellation(): AbortController {
  const controller = new AbortController();
  // Every wait of a thousand resources listens to the same signal.
  setMaxListeners(0, controller.signal);
  return controller;
}

/**
 * Ends this process when the engine that started it has died, whatever was killed and however: nobody would store what
 * it does from then on, and nobody expects it any more. `cancel` stops everything as on Cancel, what is on the wire may
 * arrive, and the process goes. Returns how to stop watching.
 */
export function endWithEngine(address: string, cancel: () => void): () => void {
  return watchEngine(address, () => {
    cancel();
    setTimeout(() => process.exit(1), lastWordsMs);
  });
}

/**
 * Takes the first SIGTERM as Cancel. Where a container is stopped every process in it is told, and the provider may be
 * told before its engine: a verb that waits fails in words instead of taking the process with it, and the engine, which
 * then closes this process, knows how each resource ended. A second SIGTERM ends the process as ever.
 */
export function cancelOnTermination(cancel: () => void): void {
  process.once("SIGTERM", cancel);
}
