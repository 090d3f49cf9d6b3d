/**
 * Cuts a stream of JSON into pieces that are small enough to be parsed one by one: the values of a stream of them (an
 * event log), and of a single large object (a preview) the elements of the arrays that stand in it. `JSON.parse` reads
 * the pieces; here only brackets and quotation marks are looked for. So memory is bounded by the largest piece.
 */
export interface JsonPieces {
  push(chunk: string): void;
  /** False if the text ends in the middle of a value, or before the first one. */
  end(): boolean;
}

export interface PieceReaders {
  /** A value of its own; of an object whose arrays were given out, what is left of it, every element as `0`. */
  readonly value: (text: string) => void;
  /** An object in an array in the outermost object. */
  readonly element: (text: string) => void;
}

/** More than a single resource can be; whatever is larger is no preview. */
const pieceLengthMax = 64 * 1024 * 1024;

export class PieceTooLargeError extends Error {}

const structure = /["{}[\]]/g;
const inText = /["\\]/g;

export function createJsonPieces({ value, element }: PieceReaders): JsonPieces {
  /** Closing brackets that are awaited; `]` in second place is an array of the outermost object. */
  const open: string[] = [];
  let isInText = false;
  let isEscaped = false;
  let outer = "";
  let inner = "";
  let values = 0;

  const isInElement = () => open.length > 2 && open[1] === "]";
  const take = (text: string) => {
    if (isInElement()) {
      inner += text;
    } else {
      outer += text;
    }
    if (Math.max(inner.length, outer.length) > pieceLengthMax) {
      throw new PieceTooLargeError("a single value is larger than 64 MB");
    }
  };
  const opens = (bracket: string) => {
    const isElement = bracket === "{" && open.length === 2 && open[1] === "]";
    open.push(bracket === "{" ? "}" : "]");
    if (isElement) {
      inner = "{";
      outer += "0";
    } else {
      take(bracket);
    }
  };
  const closes = (bracket: string) => {
    take(bracket);
    const wasElement = open.length === 3 && open[1] === "]" && open[2] === "}";
    open.pop();
    if (wasElement) {
      element(inner);
      inner = "";
    } else if (open.length === 0) {
      values += 1;
      value(outer);
      outer = "";
    }
  };

  /** Deals with what stands at `at`, and says where to go on. */
  const meet = (found: string, chunk: string, at: number): number => {
    if (found === "\\") {
      take(chunk.slice(at, at + 2));
      isEscaped = at + 1 >= chunk.length;
      return at + 2;
    }
    if (found === '"') {
      isInText = !isInText && open.length > 0;
      takeInside(found);
    } else if (found === "{" || (found === "[" && open.length > 0)) {
      opens(found);
    } else if (found !== "" && open.at(-1) === found) {
      closes(found);
    }
    return at + 1;
  };
  /** What stands between values is no part of any. */
  const takeInside = (text: string) => {
    if (open.length > 0) {
      take(text);
    }
  };

  return {
    push(chunk) {
      let from = 0;
      if (isEscaped && chunk.length > 0) {
        isEscaped = false;
        take(chunk.slice(0, 1));
        from = 1;
      }
      while (from < chunk.length) {
        const pattern = isInText ? inText : structure;
        pattern.lastIndex = from;
        const at = pattern.exec(chunk)?.index ?? chunk.length;
        takeInside(chunk.slice(from, at));
        from = meet(chunk.charAt(at), chunk, at);
      }
    },
    end: () => open.length === 0 && values > 0,
  };
}
