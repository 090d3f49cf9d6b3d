import { isObject } from "../model/json";

/** The code of an error of Node.js or undici, such as `ENOENT`; its message is not shown, since it may quote a header. */
export function systemCodeOf(error: unknown): string | undefined {
  return isObject(error) && typeof error.code === "string" ? error.code : undefined;
}
