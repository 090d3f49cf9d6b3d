/** How much of a report is written out. What is left out is counted where it is left out. */
export interface Extent {
  /** Rows of a section. */
  readonly rowsMax: number;
  /** Sessions named of one row. */
  readonly subjectsMax: number;
  /** Code points of one sentence. */
  readonly sentenceMax: number;
}

const extents: readonly Extent[] = [
  { rowsMax: 1_000, subjectsMax: 1_000, sentenceMax: 1_000 },
  { rowsMax: 1_000, subjectsMax: 200, sentenceMax: 500 },
  { rowsMax: 300, subjectsMax: 50, sentenceMax: 300 },
  { rowsMax: 100, subjectsMax: 20, sentenceMax: 300 },
  { rowsMax: 40, subjectsMax: 10, sentenceMax: 200 },
  { rowsMax: 15, subjectsMax: 5, sentenceMax: 200 },
  { rowsMax: 5, subjectsMax: 3, sentenceMax: 120 },
  { rowsMax: 1, subjectsMax: 1, sentenceMax: 80 },
  { rowsMax: 0, subjectsMax: 0, sentenceMax: 80 },
];

/** The fullest text that has at most so many bytes; what is still longer with nothing but verdicts is cut. */
export function within(bytesMax: number, write: (extent: Extent) => string): string {
  let text = "";
  for (const extent of extents) {
    text = write(extent);
    if (Buffer.byteLength(text) <= bytesMax) {
      return text;
    }
  }
  const end = "\n\n… cut here: the report is longer than what is allowed.\n";
  const room = Math.max(0, bytesMax - Buffer.byteLength(end));
  // Half a character at the end is left out, and no line is cut in the middle of a code span.
  const whole = Buffer.from(text).subarray(0, room).toString().split("\n").slice(0, -1).join("\n");
  return `${whole}${end}`;
}
