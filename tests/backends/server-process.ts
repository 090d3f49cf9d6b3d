import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

/** A server of somebody else's that serves on loopback until it is closed. */
export interface ServerProcess {
  /** What it said that was waited for. */
  readonly said: RegExpExecArray;
  close(): Promise<void>;
}

const patienceMs = 60_000;

/**
 * Starts a server and waits until a line of it matches `ready`, on stdout or stderr.
 *
 * @throws Error with what it said, where it ends before that or says nothing like it within a minute.
 */
export async function startServer(
  command: string,
  args: readonly string[],
  ready: RegExp,
  options: SpawnOptions = {},
): Promise<ServerProcess> {
  const child = spawn(command, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  try {
    return { said: await saying(child, ready), close };
  } catch (error) {
    if (child.exitCode === null) await close();
    throw error;
  }
}

function saying(child: ChildProcess, ready: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = "";
    const give = (what: string) =>
      reject(new Error(`${child.spawnfile} ${what}. It said: ${said}`));
    const timer = setTimeout(() => give("was not ready within a minute"), patienceMs);
    const read = (text: string) => {
      said += text;
      const found = ready.exec(said);
      if (found !== null) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", read);
    child.once("error", (error) => give(`could not be started: ${error.message}`));
    child.once("exit", (code) => {
      clearTimeout(timer);
      give(`ended with ${code}`);
    });
  });
}
