import { shownText } from "../../model/shown-text";

/**
 * Text of others in Markdown: a code span, in which neither Markdown nor HTML means anything, and in which GitHub and
 * GitLab look for no mention, reference or link. What could end the span, or the cell of a table, is escaped.
 */
export function code(text: string, lengthMax?: number): string {
  const shown = shownText(text, lengthMax).replace(/[`|]/g, escaped).trim();
  return shown === "" ? "`(empty)`" : `\`${shown}\``;
}

function escaped(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
