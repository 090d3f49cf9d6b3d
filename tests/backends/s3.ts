import path from "node:path";
import { ensureCached, say } from "../languages/cache-folder";
import { buildGoCommand, reasonGoCannotBuild } from "../setup/go-build";
import type { Backend } from "./backend";
import { startServer } from "./server-process";

const version = "v1.2.0";
const command = "github.com/johannesboyne/gofakes3";

/** Why no S3 can be imitated here, in a sentence; undefined if it can. */
export const reasonNoS3 = reasonGoCannotBuild;

/** An S3-compatible store in the memory of a process, with an empty bucket. */
export async function startS3(): Promise<Backend> {
  const folder = await ensureCached(`gofakes3-${version}`, (draft) =>
    buildGoCommand(
      {
        title: `gofakes3 ${version}`,
        packagePath: `${command}/cmd/gofakes3`,
        modules: [`${command}@${version}`, `${command}/cmd/gofakes3@${version}`],
        output: path.join(draft, "gofakes3"),
      },
      { log: say },
    ),
  );
  const { said, close } = await startServer(
    path.join(folder, "gofakes3"),
    ["-backend", "memory", "-initialbucket", "state", "-host", "127.0.0.1:0"],
    /using port: (\d+)/,
  );
  return {
    url: `s3://state?endpoint=http://127.0.0.1:${said[1]}&s3ForcePathStyle=true&region=us-east-1`,
    variables: { AWS_ACCESS_KEY_ID: "only-for-tests", AWS_SECRET_ACCESS_KEY: "only-for-tests" },
    close,
  };
}
