import type { Clock } from "../wait/clock";
import type { Reporter } from "./reporter";

/** How many sessions are done, for the resource's row. */
export interface FleetProgress {
  /** Called when the work on a session starts. */
  start(): FleetRow;
  /** Called when all of it has ended; the row says then what was done. Nothing, where there was nothing to do. */
  end(): void;
}

/** The work on one session. */
export interface FleetRow {
  /** It waits for the session to be idle, from now until it ends. */
  waits(): void;
  ends(end: "done" | "failed"): void;
}

const lineEveryMs = 1_000;

export function createFleetProgress(
  agentId: string,
  clock: Clock,
  reporter: Reporter,
): FleetProgress {
  const startedAtMs = clock.now();
  const count = { done: 0, failed: 0, waiting: 0, working: 0 };
  let toldAtMs = Number.NEGATIVE_INFINITY;

  /** No guess how long it takes: how many sessions there are is told by the last page of the list alone. */
  function tell(): void {
    const now = clock.now();
    if (now - toldAtMs < lineEveryMs) {
      return;
    }
    toldAtMs = now;
    const { done, failed, waiting, working } = count;
    reporter.progress(
      `sessions of ${agentId}: ${done} done, ${working} under way, ${waiting} waited for, ${failed} failed`,
    );
  }

  return {
    end() {
      const { done, failed } = count;
      if (done + failed > 0) {
        const took = Math.ceil((clock.now() - startedAtMs) / 1000);
        reporter.progress(`sessions of ${agentId}: ${done} done, ${failed} failed, in ${took} s`);
      }
    },
    start() {
      let kind: "working" | "waiting" = "working";
      count.working += 1;
      tell();
      return {
        waits() {
          count[kind] -= 1;
          kind = "waiting";
          count.waiting += 1;
          tell();
        },
        ends(end) {
          count[kind] -= 1;
          count[end] += 1;
          tell();
        },
      };
    },
  };
}
