import { runInThisContext } from "node:vm";

/**
 * The process itself. Inside jest the global `process` is a copy whose listeners Node never calls;
 * scripts of the main context still see the real one.
 */
const realProcess: NodeJS.Process = runInThisContext("process");

type Listener = NodeJS.UnhandledRejectionListener;

let running = 0;
let setAside: readonly Listener[] = [];

/** What Pulumi registered on the copy gets the rejection; what nobody there wants goes where it would have gone. */
const passOn: Listener = (reason, promise) => {
  if (process.emit("unhandledRejection", reason, promise)) return;
  for (const listener of setAside) listener(reason, promise);
};

/**
 * Runs an operation of the Automation API whose inline program may fail. The API learns of rejections
 * nobody awaited from the process, as Node tells it; jest would take them for failures of the test.
 * Outside jest this changes nothing.
 */
export async function withProgramRejections<Result>(run: () => Promise<Result>): Promise<Result> {
  if (realProcess === process) return run();
  if (running === 0) {
    setAside = realProcess.listeners("unhandledRejection");
    realProcess.removeAllListeners("unhandledRejection");
    realProcess.on("unhandledRejection", passOn);
  }
  running += 1;
  try {
    return await run();
  } finally {
    running -= 1;
    if (running === 0) {
      realProcess.off("unhandledRejection", passOn);
      for (const listener of setAside) realProcess.on("unhandledRejection", listener);
    }
  }
}
