import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/*
 * A promise without a test in each host is no promise: what README and docs promise has a row in docs/guarantees.md, and
 * the row names tests that are there.
 */

const project = path.resolve(__dirname, "..", "..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");

interface Guarantee {
  readonly key: string;
  readonly promise: string;
  readonly hosts: readonly (readonly [host: string, cell: string])[];
}

const guarantees: readonly Guarantee[] = read("docs/guarantees.md")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [key = "", promise = "", dynamic = "", native = ""] = line.slice(2, -2).split(" | ");
    return {
      key: key.replaceAll("`", ""),
      promise,
      hosts: [
        ["dynamic", dynamic],
        ["native", native],
      ],
    };
  });

const pages = [
  "README.md",
  ...readdirSync(path.join(project, "docs"))
    .filter((file) => file.endsWith(".md") && file !== "guarantees.md")
    .map((file) => `docs/${file}`),
];

/** Keys of the promises that a text makes. */
function keysIn(text: string): string[] {
  return [...text.matchAll(/<!-- holds: (.*?) -->/g)].flatMap(([, keys = ""]) => keys.split(" "));
}

/** Pages that do nothing but promise behaviour. */
const promising = ["busy", "destroy", "hosts", "lost-updates", "ownership"].map(
  (name) => `docs/${name}.md`,
);

/** Whatever promises behaviour: points, rows and paragraphs with a head of those pages, and rows of the README's. */
function promisesOf(page: string): string[] {
  const sections = read(page).split(/^(?=## )/m);
  return sections
    .filter((section) => promising.includes(page) || /^## What happens/.test(section))
    .flatMap((section) => section.split("\n"))
    .filter((line, index, lines) => /^(- |\*\*)/.test(line) || isBodyRow(line, lines[index - 1]));
}

function isBodyRow(line: string, before: string | undefined): boolean {
  return line.startsWith("| ") && before?.startsWith("|") === true && !/^\| -/.test(line);
}

test.each(pages)("%s: every promise of behaviour is marked with its key", (page) => {
  expect(promisesOf(page).filter((line) => keysIn(line).length === 0)).toEqual([]);
});

test("there are promises, in every section of the pages that make them", () => {
  const sections = promising.flatMap((page) => read(page).split(/^(?=## )/m));
  expect(sections.filter((section) => keysIn(section).length === 0)).toEqual([]);
  expect(pages.flatMap(promisesOf).length).toBeGreaterThan(40);
});

test("every key that a page names has a row, and every row a page that makes the promise", () => {
  const named = new Set(pages.flatMap((page) => keysIn(read(page))));
  const keys = guarantees.map(({ key }) => key);
  expect([...named].sort()).toEqual([...keys].sort());
  expect(new Set(keys).size).toBe(keys.length);
});

test.each(
  guarantees.flatMap(({ key, hosts }) => hosts.map(([host, cell]) => [key, host, cell] as const)),
)("%s, %s: %s", (_key, _host, cell) => {
  if (cell.startsWith("no: ")) return;
  const [, file = "", title = ""] = /^`(.+?)`: (.+)$/.exec(cell) ?? [];
  expect(existsSync(path.join(project, file))).toBe(true);
  expect(read(file)).toContain(title);
});

test("each promise is held in one host at least", () => {
  const lacking = guarantees.filter(({ hosts }) => hosts.every(([, cell]) => /^no: /.test(cell)));
  expect(lacking).toEqual([]);
});
