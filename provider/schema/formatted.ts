import { execFileSync } from "node:child_process";

/**
 * The text as this project's formatter leaves it, so that generated files pass `npm run check`. `path`, relative to
 * `root`, says which language it is. Needs the development dependencies; throws what the formatter says otherwise.
 */
export function formatted(root: string, path: string, text: string): string {
  const formatter = require.resolve("@biomejs/biome/bin/biome", { paths: [root] });
  return execFileSync(process.execPath, [formatter, "format", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
    // What it has to say is in the error that is thrown; a notice about its own settings is nothing to show.
    stdio: "pipe",
  });
}
