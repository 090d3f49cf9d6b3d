import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of a process, in megabytes. */
export interface MemoryUse {
  readonly before: number;
  readonly peak: number;
}

const lookEveryMs = 50;

/** Resident memory of any process of this machine, in megabytes. */
export function residentMegabytes(pid: number): number {
  if (pid === process.pid) return process.memoryUsage.rss() / 1024 ** 2;
  const kilobytes =
    process.platform === "linux"
      ? /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(kilobytes) / 1024;
}

/** Looks at the process's memory again and again until it is stopped. */
export function watchMemory(pid: number): { stop(): MemoryUse } {
  const before = residentMegabytes(pid);
  let peak = before;
  const look = () => {
    peak = Math.max(peak, residentMegabytes(pid));
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return { before, peak };
    },
  };
}
