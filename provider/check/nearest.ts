import { closest, distance } from "fastest-levenshtein";
import { quotedText } from "../model/shown-text";

/** `; did you mean "x"?` if one of the words is near enough to be a misspelling, else nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const candidate = nearest(word, words);
  return candidate === undefined ? "" : `; did you mean ${quotedText(candidate)}?`;
}

/** The nearest word, if no more than a third of it (at least two letters) would have to change. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) {
    return undefined;
  }
  const lower = new Map(words.map((candidate) => [normal(candidate), candidate]));
  const candidate = closest(normal(word), [...lower.keys()]);
  const tolerance = Math.max(2, Math.floor(candidate.length / 3));
  return distance(normal(word), candidate) <= tolerance ? lower.get(candidate) : undefined;
}

/** snake_case and camelCase are one here: `mcp_server_name` is what people copy from the API's own documentation. */
function normal(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, "");
}
