import type { Operation } from "../facts";
import { createCollector } from "./collector";
import { takeElement, takeEvent } from "./forms";
import { createJsonPieces, PieceTooLargeError } from "./json-pieces";

/** What is wrong with an input, as a sentence that says what was expected. */
export class BadInputError extends Error {}

/**
 * Reads one operation, in whichever form it was written down, piece by piece.
 *
 * @throws BadInputError if it is none.
 */
export async function readOperation(
  chunks: AsyncIterable<string>,
  name: string,
): Promise<Operation> {
  const collector = createCollector();
  let events = 0;
  let isDocument = false;
  const pieces = createJsonPieces({
    element: (text) => takeElement(parsed(text, name), collector),
    value: (text) => {
      const value = parsed(text, name);
      if (takeEvent(value, collector)) {
        events += 1;
      } else {
        isDocument ||= Object.hasOwn(Object(value), "steps");
      }
    },
  });
  try {
    for await (const chunk of chunks) {
      pieces.push(chunk);
    }
  } catch (error) {
    throw error instanceof PieceTooLargeError ? notReadable(name, error.message) : error;
  }
  const isCutOff = !pieces.end();
  const operation = collector.operation({ isDocument: events === 0, isCutOff });
  if (operation === undefined) {
    const isNothing = isCutOff || events > 0 || isDocument;
    throw notReadable(
      name,
      isNothing ? "no step of any stack is in it" : "it is JSON of another kind",
    );
  }
  return operation;
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notReadable(name, "it is not JSON");
  }
}

function notReadable(name: string, problem: string): BadInputError {
  return new BadInputError(
    `${name} cannot be read: ${problem}. Expected is what "pulumi preview --json" prints, or the file that --event-log writes.`,
  );
}
