import fc from "fast-check";
import { quotedText, shownText } from "../../../provider/model/shown-text";

const chars = (...codes: readonly number[]) => String.fromCodePoint(...codes);

describe("a text of others", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["plain words", "delete_issue", "delete_issue"],
    ["words of any script", "prüfen 検索 فحص", "prüfen 検索 فحص"],
    ["emoji with a chosen form", chars(0x2764, 0xfe0f), chars(0x2764, 0xfe0f)],
    ["line breaks", "a\nb\r\nc", "a\\nb\\r\\nc"],
    ["a tabulator", "a\tb", "a\\tb"],
    ["an escape sequence", `${chars(0x1b)}[2Ka`, "\\u{1b}[2Ka"],
    ["a bell and a deletion", chars(7, 0x7f), "\\u{7}\\u{7f}"],
    ["a C1 control sequence", `${chars(0x9b)}31m`, "\\u{9b}31m"],
    ["line and paragraph separators", chars(0x2028, 0x2029), "\\u{2028}\\u{2029}"],
    ["a turned direction of writing", `${chars(0x202e)}gnp.exe`, "\\u{202e}gnp.exe"],
    ["isolates", chars(0x2066, 0x2069), "\\u{2066}\\u{2069}"],
    ["what has no width", chars(0x200b, 0x200d, 0xfeff), "\\u{200b}\\u{200d}\\u{feff}"],
    ["hidden tags", chars(0xe0041), "\\u{e0041}"],
    ["hidden selectors", chars(0xe0100), "\\u{e0100}"],
    ["a filler that is drawn as nothing", chars(0x3164), "\\u{3164}"],
    ["half a character", "a\ud800b", "a\\u{d800}b"],
    ["a backslash of its own", "a\\nb", "a\\nb"],
  ];
  test.each(cases)("shows %s", (_name, text, shown) => {
    expect(shownText(text)).toBe(shown);
  });

  test.each([
    ["whole at its bound", "abcde", 5, "abcde"],
    ["cut beyond it", "abcdef", 5, "abcd…"],
    ["cut between characters, not in one", "😀😀😀😀", 3, "😀😀…"],
    ["whole if only its units are more", "😀😀😀", 3, "😀😀😀"],
    ["cut before an escape that does not fit", "abc\u{1b}", 8, "abc…"],
    ["whole with an escape that fits", "abc\u{1b}", 9, "abc\\u{1b}"],
  ] as const)("stands %s", (_name, text, lengthMax, shown) => {
    expect(shownText(text, lengthMax)).toBe(shown);
  });
});

test.each([
  ["a word", "bash", '"bash"'],
  ["marks and a line break", 'a"b\n\\c', '"a\\"b\\n\\\\c"'],
  ["a word that is cut", "abcdef", '"abc…"'],
] as const)("a quotation of %s", (_name, text, quoted) => {
  expect(quotedText(text, text === "abcdef" ? 4 : undefined)).toBe(quoted);
});

describe("any text at all", () => {
  const anyText = fc.string({ unit: "binary", maxLength: 60 });
  const bound = fc.integer({ min: 1, max: 80 });

  test("is shown on one line, without controls, within its bound", () => {
    fc.assert(
      fc.property(anyText, bound, (text, lengthMax) => {
        const shown = shownText(text, lengthMax);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect([...shown].length).toBeLessThanOrEqual(lengthMax);
      }),
    );
  });

  test("stays as it is when it is shown again", () => {
    fc.assert(
      fc.property(anyText, bound, (text, lengthMax) => {
        const shown = shownText(text, lengthMax);
        expect(shownText(shown, lengthMax)).toBe(shown);
      }),
    );
  });

  test("of any size is only read as far as it is shown", () => {
    expect(shownText("\n".repeat(5_000_000), 10)).toBe("\\n\\n\\n\\n…");
  });
});
