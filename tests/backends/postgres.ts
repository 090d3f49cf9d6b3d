import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Backend } from "./backend";
import { ensurePostgres, type PostgresPrograms } from "./postgres-packages";
import { startServer } from "./server-process";

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** The server refuses to run as root, as which containers run; the user of its package, or nobody, runs it then. */
function ownerOf(): Owner {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) =>
    ["postgres", "nobody"]
      .map((user) => spawnSync("id", [flag, user], { encoding: "utf8" }))
      .find(({ status }) => status === 0)
      ?.stdout.trim();
  return { uid: Number(idOf("-u")), gid: Number(idOf("-g")) };
}

/** What the owner can run: what lies in a home folder, another user cannot reach. */
function programsFor(owner: Owner, { root, bin }: PostgresPrograms, folder: string) {
  if (owner.uid === undefined || root === "/") return { root, bin };
  const copy = path.join(folder, "programs");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return { root: copy, bin: path.join(copy, path.relative(root, bin)) };
}

/** Packages that are not installed bring libraries along. */
function environmentOf({ root }: PostgresPrograms): NodeJS.ProcessEnv {
  if (root === "/") return process.env;
  const libraries = path.join(root, "usr", "lib");
  const folders = readdirSync(libraries).filter((name) => name.endsWith("-linux-gnu"));
  const searched = folders.map((name) => path.join(libraries, name)).join(path.delimiter);
  return { ...process.env, LD_LIBRARY_PATH: searched };
}

function makeCluster(bin: string, data: string, options: SpawnSyncOptions): void {
  const args = ["-D", data, "-U", "pulumi", "-A", "trust", "--no-sync"];
  const { status, stderr } = spawnSync(path.join(bin, "initdb"), args, {
    ...options,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`initdb ended with exit code ${status}: ${stderr}`);
}

/** A real server with a cluster of its own, which is gone afterwards; `port` must be free. */
export async function startPostgres(port: number): Promise<Backend> {
  const found = await ensurePostgres();
  const owner = ownerOf();
  // Not in the folder of the run, into which another user may not look.
  const folder = mkdtempSync(path.join(os.tmpdir(), "pulumi-managed-agents-postgres-"));
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const data = path.join(folder, "data");
  try {
    mkdirSync(data);
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(data, owner.uid, owner.gid);
    const programs = programsFor(owner, found, folder);
    const options = { ...owner, cwd: data, env: environmentOf(programs) };
    makeCluster(programs.bin, data, options);
    const args = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", ""];
    const server = path.join(programs.bin, "postgres");
    const { close } = await startServer(server, args, /ready to accept connections/, options);
    return {
      url: `postgres://pulumi:only-for-tests@127.0.0.1:${port}/postgres?sslmode=disable&table=pulumi_state`,
      variables: {},
      close: async () => {
        await close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
