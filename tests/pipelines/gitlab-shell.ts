/**
 * How GitLab's runner hands the lines of a job to bash: shells/bash.go of the runner, before and after 2026. In both
 * ways the lines are a shell within a shell. In the first one, which most runners have, bash makes 1 of the exit code
 * of a command that fails, unless the line says `exit` or `exec`.
 */

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const script = (body: string) =>
  `trap 'exit 1' TERM\nset -o pipefail\nset -o errexit\nset +o noclobber\n${body}\nexit 0\n`;

export const shells = {
  "of a pipe": (lines: readonly string[]) => script(`: | eval ${quoted(lines.join("\n"))}`),
  "in parentheses": (lines: readonly string[]) =>
    script(`(trap 'exit 1' TERM; eval ${quoted(lines.join("\n"))}) < /dev/null`),
} as const;

export type Shell = keyof typeof shells;
