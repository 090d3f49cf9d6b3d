import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { mustSucceed } from "../languages/must-succeed";

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines");

/** A clone of the user's repository, as somebody at a keyboard has it. */
export interface Clone {
  readonly directory: string;
  write(file: string, text: string): void;
  git(...args: readonly string[]): Promise<string>;
  /** Everything that was written, as one commit on this branch of the remote; the commit's id. */
  push(branch: string, message: string): Promise<string>;
}

/** A bare remote with the kit's pipelines in it, and clones of it. */
export interface UserRepository {
  clone(branch?: string): Promise<Clone>;
}

/** Nobody's settings, and a name for commits. */
const gitEnvironment = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** Makes the remote, and puts the kit and these files on its branch `main`. */
export async function userRepository(
  files: Readonly<Record<string, string>>,
): Promise<UserRepository> {
  const remote = path.join(temporaryDirectory("remote"), "sessions.git");
  const env = { ...process.env, ...gitEnvironment };
  await mustSucceed("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote], { env });

  const clone = async (branch?: string): Promise<Clone> => {
    const directory = path.join(temporaryDirectory("clone"), "sessions");
    const chosen = branch === undefined ? [] : ["--branch", branch];
    await mustSucceed("git", ["clone", "--quiet", ...chosen, remote, directory], { env });
    const git = (...args: readonly string[]) => mustSucceed("git", args, { env, cwd: directory });
    return {
      directory,
      git,
      write: (file, text) => {
        mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
        writeFileSync(path.join(directory, file), text);
      },
      push: async (to, message) => {
        await git("checkout", "--quiet", "-B", to);
        await git("add", "--all");
        await git("commit", "--quiet", "--allow-empty", "-m", message);
        await git("push", "--quiet", "origin", to);
        return (await git("rev-parse", "HEAD")).trim();
      },
    };
  };

  const first = await clone();
  copyKit(first.directory);
  for (const [file, text] of Object.entries(files)) first.write(file, text);
  await first.push("main", "The sessions, and their pipelines");
  return { clone };
}

/** As examples/pipelines/README.md says. */
function copyKit(directory: string): void {
  cpSync(path.join(kit, "pipeline"), path.join(directory, "pipeline"), { recursive: true });
  cpSync(path.join(kit, "gitlab"), directory, { recursive: true });
  const workflows = path.join(directory, ".github", "workflows");
  mkdirSync(workflows, { recursive: true });
  for (const file of readdirSync(path.join(kit, "github"))) {
    cpSync(path.join(kit, "github", file), path.join(workflows, file));
  }
}
