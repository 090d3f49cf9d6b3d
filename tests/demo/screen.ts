import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** Where the demo prints. Colours only where a terminal shows them and nobody asked for none. */
export interface Screen {
  readonly hasColours: boolean;
  line(text?: string): void;
  /** The heading of a step: what happens, and why. */
  step(number: number, title: string, why: string): void;
  /** A line of the engine, set off from ours. */
  engine(line: string): void;
  done(text: string): void;
  failed(text: string): void;
  table(rows: readonly (readonly string[])[]): void;
}

const INDENT = "    ";
const WRAP_AT = 92;
const RESET = "\u001b[0m";

export function createScreen(stream: NodeJS.WriteStream): Screen {
  // hasColors knows NO_COLOR, FORCE_COLOR and TERM; a stream that is no terminal does not have it.
  const hasColours = stream.isTTY === true && stream.hasColors();
  const styled = (style: Style, text: string) => (hasColours ? styleText(style, text) : text);
  const line = (text = "") => {
    stream.write(`${text}\n`);
  };
  return {
    hasColours,
    line,
    step(number, title, why) {
      line();
      line(styled("bold", `${number}. ${title}`));
      for (const part of wrapped(why, WRAP_AT - 3)) line(`   ${part}`);
      line();
    },
    // The reset keeps a colour that the engine carries over a line's end from spilling onto ours.
    engine: (text) =>
      line(hasColours ? `${INDENT}${styled("dim", "│")} ${text}${RESET}` : `${INDENT}| ${text}`),
    done: (text) => line(`${INDENT}${styled("green", text)}`),
    failed: (text) => line(styled("red", text)),
    table(rows) {
      for (const text of tableLines(rows)) line(text);
    },
  };
}

/** Words in lines of at most so many characters. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Columns as wide as their widest cell; the first row is the head. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const format = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd();
  const rule = widths.map((width) => "-".repeat(width));
  const [head, ...body] = rows;
  return head === undefined ? [] : [format(head), format(rule), ...body.map(format)];
}
