/**
 * A report is printed into the logs of jobs, and the runner of GitHub takes some of what it reads there as commands:
 * `##[error]` anywhere in a line, that of Azure `##vso[…]` too, and `::add-mask::` where a line begins. In what others
 * wrote they stand escaped.
 */
export function withoutCommands(text: string): string {
  return text.replace(/##(?=\w*\[)/g, "#\\u{23}").replace(/^(\s*):(?=:)/gm, "$1\\u{3a}");
}

/** As {@link withoutCommands}, in JSON, whose escapes leave the value as it is. No line of it begins with a value. */
export function jsonWithoutCommands(json: string): string {
  return json.replace(/##(?=\w*\[)/g, "#\\u0023");
}
