import { quotedText, shownText } from "../model/shown-text";

/** One rule that the inputs break: where, as the user wrote it, and what to do about it. */
export interface Violation {
  /** For example `tools[1].configs[0].permissionPolicy.type`. */
  readonly path: string;
  readonly reason: string;
}

export type Path = readonly (string | number)[];

/** Longer keys are nobody's on purpose. */
const keyLengthMax = 100;

/** The path in the spelling of the program: dots for keys, brackets for indices and for keys that are no words. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") {
      return `${text}[${part}]`;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(part)) {
      return `${text}[${quotedText(part, keyLengthMax)}]`;
    }
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** A reason may quote what it is about, and lists what would be right. */
const reasonLengthMax = 2_000;

export function violation(path: Path, reason: string): Violation {
  return { path: formatPath(path), reason: shownText(reason, reasonLengthMax) };
}

/** The resource's own name, with which it stands in the program. */
export function nameOf(urn: string): string {
  return quotedText(urn.split("::").at(-1) ?? urn);
}
