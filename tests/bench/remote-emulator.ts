import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Answer, Command, RequestCount, SeedPlan } from "./emulator-process";

const hook = path.resolve(__dirname, "..", "setup", "typescript-hook.cjs");
/** Five thousand sessions of 60 kB, their events and the requests that wrote them, all kept. */
const emulatorHeapMegabytes = 6_000;

/** An emulator in another process. */
export interface RemoteEmulator {
  readonly url: string;
  readonly apiKey: string;
  /** Puts sessions there; their ids. */
  seed(plan: SeedPlan): Promise<readonly string[]>;
  /** The requests since the last call. */
  count(): Promise<RequestCount>;
  close(): Promise<void>;
}

/** Starts one; it ends with `close`, and with this process. */
export async function startRemoteEmulator(): Promise<RemoteEmulator> {
  const child = fork(path.join(__dirname, "emulator-process.ts"), [], {
    execArgv: ["--require", hook, `--max-old-space-size=${emulatorHeapMegabytes}`],
  });
  const ended = once(child, "exit");
  const lost = ended.then(() => {
    throw new Error("the emulator's process has ended");
  });
  // After `close` nobody waits for an answer any more.
  lost.catch(() => {});
  const ask = async (command: Command): Promise<Answer> => {
    child.send(command);
    const [answer] = await Promise.race([once(child, "message"), lost]);
    return answer as Answer;
  };
  const { url = "", apiKey = "" } = await ask({ kind: "start" });
  return {
    url,
    apiKey,
    seed: async (plan) => (await ask({ kind: "seed", plan })).ids ?? [],
    count: async () => {
      const { count } = await ask({ kind: "count" });
      if (count === undefined) throw new Error("the emulator did not count");
      return count;
    },
    close: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** The built-in tools with a policy for bash, in the words of the API. */
export const wireTools = (policy: string): readonly unknown[] => [
  {
    type: "agent_toolset_20260401",
    configs: [{ name: "bash", permission_policy: { type: policy } }],
  },
];

/** The same in the words of the inputs. */
export const inputTools = (policy: string): readonly Readonly<Record<string, unknown>>[] => [
  {
    type: "agent_toolset_20260401",
    configs: [{ name: "bash", permissionPolicy: { type: policy } }],
  },
];
