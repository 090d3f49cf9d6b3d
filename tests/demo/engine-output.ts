import { stripVTControlCharacters } from "node:util";

/** Lines of the engine that say nothing to a person who watches: identities, dots, headings, a stack on its way. */
const NOISE = [
  /^$/,
  /^\[urn=/,
  /^@ /,
  /^(Previewing update|Updating|Refreshing|Destroying) \(/,
  /^Duration: /,
  /^[+~-]?\s*pulumi:pulumi:Stack(: \((same|refresh)\)| \S+(\s+(creating|deleting|refreshing|running)\b.*)?)$/,
  /^The resources in the stack have been deleted, but/,
  /^If you want to remove the stack completely/,
  /^(history and configuration|run `pulumi stack rm)/,
];

/**
 * Whether a line of the engine is worth showing. Nothing else is done to it: what is shown is the engine's own text.
 * Colours do not count.
 */
export function isWorthShowing(line: string): boolean {
  const text = stripVTControlCharacters(line).trim();
  return !NOISE.some((noise) => noise.test(text));
}

/** Takes the engine's output as it comes, in pieces of any size, and passes on its whole lines. */
export interface LineReader {
  write(piece: string): void;
  /** Passes on a last line that had no end. */
  end(): void;
}

/** A row of the progress display, such as ` ~  type name updating (2s) …`, without its seconds. */
function rowOf(line: string): string | undefined {
  const text = stripVTControlCharacters(line).trim();
  return /^[+~-]?\s*\S+:\S+:\S+ \S/.test(text) ? text.replace(/ \([\d.]+s\)/, "") : undefined;
}

/**
 * Shows the lines worth showing. A row is shown once: the engine prints it again whenever its seconds change.
 */
export function engineLines(show: (line: string) => void): LineReader {
  let rest = "";
  const rows = new Set<string>();
  const take = (line: string) => {
    const row = rowOf(line);
    if (!isWorthShowing(line) || (row !== undefined && rows.has(row))) return;
    if (row !== undefined) rows.add(row);
    show(line.trimEnd());
  };
  return {
    write(piece) {
      const lines = `${rest}${piece}`.split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(take);
    },
    end() {
      take(rest);
      rest = "";
    },
  };
}
