import { rm, writeFile } from "node:fs/promises";
import { systemCodeOf } from "../system-code";

/**
 * Why a renewed login could not be stored beside its file, in the system's word; undefined if it can be. Asked before the
 * renewal, since what the old login is renewed with is worth nothing afterwards.
 */
export async function whyNotStorable(file: string): Promise<string | undefined> {
  // As long as the name under which the official code writes it before it takes the file's place.
  const probe = `${file}.${process.pid}.can-be-stored.tmp`;
  try {
    await writeFile(probe, "", { mode: 0o600 });
    await rm(probe, { force: true });
    return undefined;
  } catch (error) {
    return systemCodeOf(error) ?? "no error code";
  }
}
