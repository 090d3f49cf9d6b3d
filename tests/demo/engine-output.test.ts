import { engineLines } from "./engine-output";

function shown(...pieces: readonly string[]): string[] {
  const lines: string[] = [];
  const reader = engineLines((line) => lines.push(line));
  for (const piece of pieces) reader.write(piece);
  reader.end();
  return lines;
}

test("identities, dots, headings and the stack's progress are left out", () => {
  const noise = [
    "Previewing update (demo):",
    "",
    "@ updating....",
    "  pulumi:pulumi:Stack: (same)",
    "    [urn=urn:pulumi:demo::basic::pulumi:pulumi:Stack::basic-demo]",
    " +  pulumi:pulumi:Stack basic-demo creating (0s) ",
    "Duration: 2s",
  ];
  expect(shown(`${noise.join("\n")}\n`)).toEqual([]);
});

test("all else is the engine's own text, spaces in front and colours included", () => {
  const diff = [
    "    ~ pulumi-nodejs:dynamic/managed-agents:SessionOverrides: (update)",
    "      ~ access: {",
    '          ~ bash: "always_ask" => "always_allow"',
    "        }",
    "\u001b[38;5;3m    ~ 1 to update\u001b[0m",
    " +  pulumi:pulumi:Stack basic-demo **failed** 1 error",
  ];
  expect(shown(diff.join("\n"))).toEqual(diff);
});

test("lines come whole, in whatever pieces they were printed", () => {
  expect(shown("Resour", "ces:\n    + 2 cre", "ated")).toEqual(["Resources:", "    + 2 created"]);
});

test("a row whose seconds alone changed is shown once, a new message on it again", () => {
  const row = (seconds: number, message: string) =>
    ` ~  some:index:Type support updating (${seconds}s) ${message}\n`;
  expect(shown(row(1, "waited 1 s"), row(2, "waited 1 s"), row(2, "waited 2 s"))).toEqual([
    " ~  some:index:Type support updating (1s) waited 1 s",
    " ~  some:index:Type support updating (2s) waited 2 s",
  ]);
});

test("equal lines of a diff all count", () => {
  expect(shown("  }\n  }\n")).toEqual(["  }", "  }"]);
});
