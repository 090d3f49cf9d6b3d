import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureCached } from "../languages/cache-folder";
import { mustSucceed } from "../languages/must-succeed";
import { findOnPath } from "../setup/path-search";

/** The programs of a Postgres server: where the machine has them, or from Debian's packages, which are not installed. */
export interface PostgresPrograms {
  readonly bin: string;
  /** Whatever the programs look up beside themselves lies in it. */
  readonly root: string;
}

/** Below the root, by major version. */
const debianFolder = path.join("usr", "lib", "postgresql");

function programsIn(root: string): PostgresPrograms | undefined {
  const folder = path.join(root, debianFolder);
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  return versions
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => ({ root, bin: path.join(folder, version, "bin") }))
    .find(({ bin }) => existsSync(path.join(bin, "initdb")));
}

/** What is installed here. */
function installed(): PostgresPrograms | undefined {
  const onPath = findOnPath("initdb");
  return onPath === undefined ? programsIn("/") : { root: "/", bin: path.dirname(onPath) };
}

/** Why no Postgres can be started here, in a sentence; undefined if one can. */
export function reasonNoPostgres(): string | undefined {
  const canFetch = ["apt-get", "dpkg-deb"].every((name) => findOnPath(name) !== undefined);
  return installed() === undefined && !canFetch
    ? "no Postgres server was found, nor Debian's tools to fetch its packages with"
    : undefined;
}

/** Ask `reasonNoPostgres` first. */
export async function ensurePostgres(): Promise<PostgresPrograms> {
  const found = installed();
  if (found !== undefined) return found;
  const folder = await ensureCached("postgresql-debian", unpackPackages);
  const programs = programsIn(folder);
  if (programs === undefined) throw new Error(`Debian's packages in ${folder} have no initdb`);
  return programs;
}

/** With lists and archives of its own, apt needs no rights, and the machine's packages stay as they are. */
async function unpackPackages(draft: string): Promise<void> {
  const apt = path.join(draft, "apt");
  const [lists, archives] = [path.join(apt, "lists"), path.join(apt, "archives")];
  for (const folder of [lists, archives])
    mkdirSync(path.join(folder, "partial"), { recursive: true });
  const options = [
    "Debug::NoLocking=1",
    `Dir::State::lists=${lists}`,
    `Dir::Cache=${apt}`,
    `Dir::Cache::archives=${archives}`,
  ].flatMap((option) => ["-o", option]);
  await mustSucceed("apt-get", [...options, "-q", "update"]);
  const fetching = ["-q", "-y", "--no-install-recommends", "--download-only", "install"];
  await mustSucceed("apt-get", [...options, ...fetching, "postgresql"]);
  for (const name of readdirSync(archives).filter((each) => each.endsWith(".deb"))) {
    await mustSucceed("dpkg-deb", ["-x", path.join(archives, name), draft]);
  }
  rmSync(apt, { recursive: true });
}
