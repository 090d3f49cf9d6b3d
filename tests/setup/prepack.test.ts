import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "./child-process";

jest.setTimeout(300_000);

const project = path.resolve(__dirname, "..", "..");
/** What a clone does not have, and what others write while this runs. */
const notCloned = new Set([".git", "node_modules", "dist", "coverage"]);

/**
 * Links of packed pages to what is not packed. The package has no address of a repository that a registry could send
 * them to, so what a page links to goes with it.
 */
function danglingLinks(packed: readonly string[]): string[] {
  const pages = packed.filter((file) => file.endsWith(".md"));
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(project, page), "utf8");
    return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, link = ""]) => path.posix.join(path.posix.dirname(page), link))
      .filter((target) => !packed.some((file) => file === target || file.startsWith(`${target}/`)))
      .map((target) => `${page}: ${target}`);
  });
}

test("npm pack in a fresh clone builds the package first, and no page links to what is not in it", async () => {
  const clone = mkdtempSync(path.join(tmpdir(), "pulumi-managed-agents-clone-"));
  try {
    for (const name of readdirSync(project)) {
      if (!notCloned.has(name)) {
        cpSync(path.join(project, name), path.join(clone, name), { recursive: true });
      }
    }
    symlinkSync(path.join(project, "node_modules"), path.join(clone, "node_modules"));
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const packed = await runCommand(npm, ["pack", "--json", "--loglevel=error"], { cwd: clone });
    expect(packed).toMatchObject({ exitCode: 0 });
    const [{ files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("[\n"))) as [
      { readonly files: readonly { readonly path: string }[] },
    ];
    const paths = files.map((file) => file.path);
    expect(danglingLinks(paths)).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        "dist/sdk/index.js",
        "dist/sdk/native.d.ts",
        "dist/plugin/index.js",
        "dist/tests/emulator/index.js",
      ]),
    );
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
