import { spawnSync } from "node:child_process";
import type { Emulator } from "../emulator";
import type { Moment, Orphan, Ran } from "./engine-run";
import { isWrite, shown } from "./laws";
import type { World } from "./world";

/** A provider looks for its engine every second or so; more than this is not the last request on the wire. */
const noticeMs = 5_000;
const goneWithinMs = 10_000;
const watchedMs = 5_000;
const lookEveryMs = 50;

/** Once so many requests have arrived. */
export function killedAt(request: number, emulator: Emulator): Moment {
  return () => emulator.requests.length >= request;
}

/** What a killed engine left behind did, if it was there for too long or wrote something. */
export interface Aftermath {
  readonly survivors: readonly string[];
  readonly writes: readonly string[];
}

/** The processes that have our code in them; a dynamic provider that serves other resources alone is Pulumi's to end. */
function ours(orphans: readonly Orphan[], world: World): readonly Orphan[] {
  const witnessed = world.witnessed();
  return orphans.filter(
    ({ pid, command }) => command.includes("dist/plugin") || witnessed.has(pid),
  );
}

/**
 * Waits for the processes of a killed engine to end. Where they do not, sessions are let rest, so that it shows what
 * the processes do with that, and the processes are ended.
 */
export async function aftermathOf(
  { orphans }: Ran,
  world: World,
  letRest: () => void,
): Promise<Aftermath> {
  const killedAtMs = Date.now();
  const mustGo = ours(orphans, world);
  const survivors = await until(killedAtMs + goneWithinMs, () => running(mustGo));
  letRest();
  if (survivors.length > 0) await until(Date.now() + watchedMs, () => running(mustGo));
  for (const { pid } of running(orphans)) process.kill(pid, "SIGKILL");
  const late = world.emulator.requests.filter(
    (each) => isWrite(each) && each.at > killedAtMs + noticeMs,
  );
  return { survivors: survivors.map(({ command }) => command), writes: late.map(shown) };
}

/** Looks until nothing is left, or the time is over; what is left then. */
async function until<Left>(
  deadlineMs: number,
  look: () => readonly Left[],
): Promise<readonly Left[]> {
  let left = look();
  while (left.length > 0 && Date.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    left = look();
  }
  return left;
}

/** Those that still run; one that has ended and that nobody has asked about yet does not. */
function running(orphans: readonly Orphan[]): readonly Orphan[] {
  if (orphans.length === 0) return [];
  const pids = orphans.map(({ pid }) => pid);
  const { stdout } = spawnSync("ps", ["-o", "pid=,stat=", "-p", pids.join(",")], {
    encoding: "utf8",
  });
  const alive = stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, status = "Z"]) => pid !== "" && !status.startsWith("Z"))
    .map(([pid]) => Number(pid));
  return orphans.filter(({ pid }) => alive.includes(pid));
}
