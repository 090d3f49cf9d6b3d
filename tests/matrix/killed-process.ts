import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Emulator } from "../emulator";
import type { Stored } from "./engine";
import type { Scenario } from "./scenarios";

/** What the process is to do. */
export interface Order {
  readonly url: string;
  readonly scenario: Scenario;
  readonly stored: Stored | undefined;
}

export interface VerbProgram {
  readonly file: string;
  remove(): void;
}

/** The provider and everything it needs as one file, so that a process of it starts quickly. */
export function bundleVerbProgram(): VerbProgram {
  const folder = mkdtempSync(join(tmpdir(), "managed-agents-killed-"));
  const file = join(folder, "verb.cjs");
  buildSync({
    entryPoints: [join(__dirname, "verb-process.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["esbuild"],
    logLevel: "error",
  });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

const patienceMs = 20_000;
const betweenLooksMs = 2;

/**
 * Runs the operation in a process of its own and kills it, by its id, while its `index`-th request is without an
 * answer: before that request took effect, or after. Throws if the process ends before it comes to that.
 */
export async function killAtRequest(
  { file }: VerbProgram,
  emulator: Emulator,
  order: Omit<Order, "url">,
  { index, effect }: { readonly index: number; readonly effect: boolean },
): Promise<void> {
  emulator.faults.next({ kind: "neverAnswer", effect }, { nth: index });
  const child = spawn(process.execPath, [file, JSON.stringify({ ...order, url: emulator.url })], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (_code, signal) => resolve(signal));
  });
  const looksMax = patienceMs / betweenLooksMs;
  for (let look = 0; look < looksMax && child.exitCode === null && !isHeld(emulator); look++) {
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
  const wasHeld = isHeld(emulator);
  child.kill("SIGKILL");
  const signal = await ended;
  emulator.faults.clear();
  if (!wasHeld || signal !== "SIGKILL") {
    throw new Error(`the process ended by itself, or never sent request ${index}`);
  }
}

function isHeld(emulator: Emulator): boolean {
  return emulator.requests.some(({ fault }) => fault === "neverAnswer");
}
