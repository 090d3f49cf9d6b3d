import { settleTimed } from "./looks";
import type { World } from "./world";

/** Timers may fire a little before the clock says so. */
const TIMER_SLACK_MS = 5;

/** With the real clock this tells open streams in time; with a clock of its own it finds nothing due. */
export function settleAfter(world: World, ms: number): void {
  const timer = setTimeout(() => {
    world.timers.delete(timer);
    settleTimed(world);
  }, ms + TIMER_SLACK_MS).unref();
  world.timers.add(timer);
}
