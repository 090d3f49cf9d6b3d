import type { Clock } from "../wait/clock";
import type { Reporter } from "./reporter";

/** How many sessions are done, for the resource's row. */
export interface FleetProgress {
  /** Called when the work on a session starts. */
  start(): FleetRow;
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

  function tell(): void {
    const now = clock.now();
    if (now - toldAtMs < lineEveryMs) {
      return;
    }
    toldAtMs = now;
    const { done, failed, waiting, working } = count;
    const ended = done + failed;
    const remainingMs =
      ended === 0 ? undefined : ((now - startedAtMs) / ended) * (waiting + working);
    const end = remainingMs === undefined ? "" : `, about ${Math.ceil(remainingMs / 1000)} s to go`;
    reporter.progress(
      `sessions of ${agentId}: ${done} done, ${working} under way, ${waiting} waited for, ${failed} failed${end}`,
    );
  }

  return {
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
