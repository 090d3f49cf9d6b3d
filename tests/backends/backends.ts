import { once } from "node:events";
import { createServer } from "node:net";
import { temporaryDirectory } from "../engine/run-directory";
import type { Backend } from "./backend";
import { startPostgres } from "./postgres";
import { reasonNoPostgres } from "./postgres-packages";
import { reasonNoS3, startS3 } from "./s3";

/** A kind of place for state. */
export interface BackendKind {
  readonly name: string;
  /** Why there can be none here, in a sentence; undefined if there can. */
  reasonNot(): string | undefined;
  /** A new and empty one. */
  start(): Promise<Backend>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

export const folderBackend: BackendKind = {
  name: "a folder",
  reasonNot: () => undefined,
  start: async () => ({
    url: `file://${temporaryDirectory("state")}`,
    variables: {},
    close: async () => {},
  }),
};
export const s3Backend: BackendKind = { name: "S3", reasonNot: reasonNoS3, start: startS3 };
export const postgresBackend: BackendKind = {
  name: "Postgres",
  reasonNot: reasonNoPostgres,
  start: async () => startPostgres(await freePort()),
};
