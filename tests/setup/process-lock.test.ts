import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type LockEnvironment, withProcessLock } from "./process-lock.cjs";

const MINUTE_MS = 60_000;
const DEAD_PID = 7;
const LIVING_PID = 8;

let directory: string;
let lock: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "process-lock-"));
  lock = path.join(directory, "shared.lock");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A world in which time passes only by sleeping; `onSleep` is what others do meanwhile. */
function world(onSleep: () => void = () => {}): LockEnvironment & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((total, durationMs) => total + durationMs, 0),
    sleep: async (durationMs, signal) => {
      signal?.throwIfAborted();
      slept.push(durationMs);
      onSleep();
    },
    isAlive: (pid) => pid !== DEAD_PID,
  };
}

function hold(pid: number, host = os.hostname()): void {
  writeFileSync(lock, JSON.stringify({ pid, host, token: `token of ${pid}` }));
}

test("the lock names its holder while the action runs, and is gone afterwards", async () => {
  const seen = await withProcessLock(lock, { waitMs: 0 }, () => readFileSync(lock, "utf8"));
  expect(JSON.parse(seen)).toMatchObject({ pid: process.pid, host: os.hostname() });
  expect(readdirSync(directory)).toEqual([]);
});

test("the lock is released when the action fails", async () => {
  const failing = withProcessLock(lock, { waitMs: 0 }, () => Promise.reject(new Error("no luck")));
  await expect(failing).rejects.toThrow("no luck");
  expect(readdirSync(directory)).toEqual([]);
});

test("a second holder waits for the first, and says so once", async () => {
  hold(LIVING_PID);
  const announced: number[] = [];
  const environment = world(() => {
    if (environment.slept.length === 3) rmSync(lock);
  });
  const options = {
    waitMs: MINUTE_MS,
    environment,
    onWait: ({ pid }: { pid: number }) => announced.push(pid),
  };
  await expect(withProcessLock(lock, options, () => "done")).resolves.toBe("done");
  expect(announced).toEqual([LIVING_PID]);
  expect(environment.slept).toHaveLength(3);
});

test.each([
  ["of a dead process", () => hold(DEAD_PID)],
  ["that nobody can read", () => writeFileSync(lock, "half a li")],
])("a lock %s is taken over without waiting", async (_case, arrange) => {
  arrange();
  const environment = world();
  await expect(withProcessLock(lock, { waitMs: 0, environment }, () => "done")).resolves.toBe(
    "done",
  );
  expect(environment.slept).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

test("a process of another machine is believed to be alive", async () => {
  hold(DEAD_PID, "elsewhere");
  const waiting = withProcessLock(lock, { waitMs: MINUTE_MS, environment: world() }, () => "done");
  await expect(waiting).rejects.toThrow(`process ${DEAD_PID} on elsewhere`);
});

test("waiting ends at its deadline, naming the file and the holder, who keeps the lock", async () => {
  hold(LIVING_PID);
  const waiting = withProcessLock(lock, { waitMs: MINUTE_MS, environment: world() }, () => "done");
  await expect(waiting).rejects.toThrow(`Waited 60 s for process ${LIVING_PID}`);
  expect(readdirSync(directory)).toEqual(["shared.lock"]);
});

test("waiting ends when it is aborted", async () => {
  hold(LIVING_PID);
  const signal = AbortSignal.abort(new Error("enough"));
  const options = { waitMs: MINUTE_MS, environment: world(), signal };
  await expect(withProcessLock(lock, options, () => "done")).rejects.toThrow("enough");
});

test("of many who start at once, each works alone", async () => {
  let working = 0;
  const most: number[] = [];
  const environment: LockEnvironment = {
    ...world(),
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => 0,
  };
  const work = () =>
    withProcessLock(lock, { waitMs: MINUTE_MS, environment }, async () => {
      working += 1;
      most.push(working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    });
  await Promise.all([work(), work(), work(), work()]);
  expect(most).toEqual([1, 1, 1, 1]);
});
