import { readFile, stat } from "node:fs/promises";
import * as z from "zod";
import type { IdentityToken } from "../../credentials/credential";
import { jsonOf } from "../../model/json";
import { safeParse } from "../../model/safe-parse";
import { quotedText, shownText } from "../../model/shown-text";
import { systemCodeOf } from "../system-code";

/** The largest that is taken in exchange (API §10.2); longer is some other file. */
const lengthMax = 16 * 1024;
/** With blanks and line breaks around it. */
const fileLengthMax = 64 * 1024;

export type ReadToken =
  | { readonly kind: "read"; readonly text: string }
  /** `mayPass`: whoever writes the file may be about to. */
  | { readonly kind: "unreadable"; readonly problem: string; readonly mayPass: boolean };

/** The identity token as it is now: a file is read anew each time. `problem` is a clause about it. */
export async function readIdentityToken(token: IdentityToken): Promise<ReadToken> {
  if (token.kind === "text") {
    return judged(token.value, `the identity token from ${token.source}`);
  }
  const name = `the identity token file ${quotedText(token.path)} from ${token.source}`;
  try {
    const found = await stat(token.path);
    if (!found.isFile()) {
      return unreadable(`${name} is no file`);
    }
    return found.size > fileLengthMax
      ? tooLarge(name)
      : judged((await readFile(token.path, "utf8")).trim(), name);
  } catch (error) {
    const code = systemCodeOf(error);
    const why = code === undefined ? "" : `, ${code}`;
    return unreadable(`${name} could not be read${why}`);
  }
}

function judged(text: string, name: string): ReadToken {
  if (text === "") {
    return { ...unreadable(`${name} is empty`), mayPass: true };
  }
  return text.length > lengthMax ? tooLarge(name) : { kind: "read", text };
}

function tooLarge(name: string): ReadToken {
  return unreadable(`${name} is larger than 16 KiB`);
}

function unreadable(problem: string): ReadToken & { readonly kind: "unreadable" } {
  return { kind: "unreadable", problem, mayPass: false };
}

const claimsSchema = z.looseObject({
  iss: z.string().optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
  aud: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  exp: z.number().optional().catch(undefined),
});

/** What a rule is matched against, to be shown: who says it, of whom, for whom. Neither header nor signature. */
export interface Claims {
  readonly shown: string;
  /** Seconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** Undefined for a text that is no JWT. */
export function claimsOf(jwt: string): Claims | undefined {
  const [, payload = ""] = jwt.split(".");
  const parsed = safeParse(claimsSchema, jsonOf(Buffer.from(payload, "base64url").toString()));
  if (!parsed.success) {
    return undefined;
  }
  const { iss, sub, aud, exp } = parsed.data;
  const named = { iss, sub, aud: typeof aud === "object" ? aud.join(" ") : aud };
  const shown = Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = ""]) => `${name} “${shownText(value, 200)}”`)
    .join(", ");
  return { shown, expiresAt: exp };
}
