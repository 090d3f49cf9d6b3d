import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findOnPath } from "../setup/path-search";
import type { Backend } from "./backend";
import { startServer } from "./server-process";

/** Where Debian's packages put the server's programs, by major version. */
const debianFolder = "/usr/lib/postgresql";

function programs(): string | undefined {
  const onPath = findOnPath("initdb");
  if (onPath !== undefined) return path.dirname(onPath);
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  return versions
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => path.join(debianFolder, version, "bin"))
    .find((folder) => existsSync(path.join(folder, "initdb")));
}

/** Why no Postgres can be started here, in a sentence; undefined if one can. */
export function reasonNoPostgres(): string | undefined {
  return programs() === undefined
    ? "no Postgres server was found (Debian's package postgresql has one)"
    : undefined;
}

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

function makeCluster(bin: string, owner: Owner): string {
  // Not in the folder of the run, into which another user may not look.
  const data = mkdtempSync(path.join(os.tmpdir(), "pulumi-managed-agents-postgres-"));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(data, owner.uid, owner.gid);
  const args = ["-D", data, "-U", "pulumi", "-A", "trust", "--no-sync"];
  const { status, stderr } = spawnSync(path.join(bin, "initdb"), args, {
    ...owner,
    cwd: data,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`initdb ended with exit code ${status}: ${stderr}`);
  return data;
}

/** A real server with a cluster of its own, which is gone afterwards; `port` must be free. */
export async function startPostgres(port: number): Promise<Backend> {
  const bin = programs() ?? "";
  const owner = ownerOf();
  const data = makeCluster(bin, owner);
  const remove = () => rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  const args = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", ""];
  const started = startServer(path.join(bin, "postgres"), args, /ready to accept connections/, {
    ...owner,
    cwd: data,
  });
  const { close } = await started.catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    url: `postgres://pulumi:only-for-tests@127.0.0.1:${port}/postgres?sslmode=disable&table=pulumi_state`,
    variables: {},
    close: async () => {
      await close();
      remove();
    },
  };
}
