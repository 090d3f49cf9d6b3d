import { readFileSync } from "node:fs";
import path from "node:path";
import { project } from "./source-files";

/* What is believed of the API is believed because somebody said or saw it, some day. */

const sheet = readFileSync(path.join(project, "tests/emulator/API.md"), "utf8");
const chapters = sheet.split(/^(?=## )/m).slice(1);

const hasSource = (text: string) => /^Source: .*\b20\d\d\b/m.test(text);
const titleOf = (text: string) => text.split("\n")[0] ?? "";

test("each section of the sheet says where it comes from, and of when", () => {
  const sections = chapters.flatMap((chapter) => {
    const [head = "", ...parts] = chapter.split(/^(?=### )/m);
    // What is said of a whole chapter holds for its sections.
    return hasSource(head) ? [] : parts.length === 0 ? [head] : parts;
  });
  expect(sections.filter((section) => !hasSource(section)).map(titleOf)).toEqual([]);
});

test("sections are numbered in order, as they are cited", () => {
  const numbers = chapters.map((chapter) => Number(/^## (\d+)\. /.exec(chapter)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
