import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/*
 * Recipes rot: a path that a document names, in code or as a link, is there. A star stands for any name of a file.
 */

const project = path.resolve(__dirname, "..", "..");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(project, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  "tests/bench/README.md",
];

const inCode = /`((?:provider|sdk|tests|docs|examples)\/[^`\s:]*)`/g;
const inLinks = /\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g;

/** Paths from the project's folder. */
function pathsIn(page: string): string[] {
  const text = readFileSync(path.join(project, page), "utf8");
  const linked = [...text.matchAll(inLinks)].map(([, found = ""]) =>
    path.join(path.dirname(page), found),
  );
  return [...[...text.matchAll(inCode)].map(([, found = ""]) => found), ...linked];
}

function isThere(named: string): boolean {
  const [folder, file] = [path.dirname(named), path.basename(named)];
  if (!file.includes("*")) return existsSync(path.join(project, named));
  const [begin = "", end = ""] = file.split("*");
  return readdirSync(path.join(project, folder)).some(
    (each) => each.startsWith(begin) && each.endsWith(end),
  );
}

test.each(pages)("%s names only what is there", (page) => {
  expect(pathsIn(page).filter((named) => !isThere(named))).toEqual([]);
});

test("the recipes name many", () => {
  expect(pathsIn("CONTRIBUTING.md").length).toBeGreaterThan(60);
});
