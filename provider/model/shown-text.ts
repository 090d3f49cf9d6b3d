/**
 * Text of others (names of tools and servers, texts of sessions, messages of the API) as a person may be shown it: on
 * one line, with nothing in it that moves a cursor, colours a terminal, turns the direction of writing or is not seen
 * at all. Such characters stand there escaped (`\n`, `\u{1b}`), so that two texts that differ look different.
 *
 * The backslash itself is left alone: what has been shown once may be shown again, and stays as it is.
 */

/** A name, a message, a sentence about one entry. */
const lengthMaxByDefault = 300;

/**
 * Control characters (C0, C1), line and paragraph separators, format characters (bidirectional ones too), halves of
 * surrogate pairs, and what is drawn as nothing. Two of the last kind choose between forms of the character before
 * them, as in many emoji, and say nothing of their own.
 */
const notShown =
  /(?![\u{fe0e}\u{fe0f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const shortForms: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** `lengthMax` counts code points of what is shown, the ellipsis included; an escape is never cut in two. */
export function shownText(text: string, lengthMax = lengthMaxByDefault): string {
  if (text.length <= lengthMax && !notShown.test(text)) {
    return text;
  }
  let shown = "";
  let length = 0;
  /** What is left if one more character turns out to be too many. */
  let beforeEllipsis = "";
  for (const character of text) {
    const form = formOf(character);
    length += form === character ? 1 : form.length;
    if (length > lengthMax) {
      return `${beforeEllipsis}…`;
    }
    shown += form;
    if (length < lengthMax) {
      beforeEllipsis = shown;
    }
  }
  return shown;
}

/** As {@link shownText}, in quotation marks, for a word in a sentence. The marks are there even if the word is cut. */
export function quotedText(text: string, lengthMax = lengthMaxByDefault): string {
  return `"${shownText(text.replace(/["\\]/g, "\\$&"), lengthMax)}"`;
}

function formOf(character: string): string {
  if (!notShown.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  return shortForms.get(character) ?? `\\u{${code.toString(16)}}`;
}
