import type { Outcome } from "./case";
import { readArguments } from "./options";
import { holdAgainst, type Verdict } from "./rounds";

/* `npm run conformance`: holds the sheet against a service, and says where the sheet is wrong. */

export type Summary = "asSaid" | "differs" | "notTried";

/** Once otherwise is otherwise: the sheet says what always holds. */
export function summaryOf({ outcomes }: Verdict): Summary {
  const kinds = outcomes.map(({ kind }) => kind);
  if (kinds.includes("differs")) return "differs";
  return kinds.includes("notTried") || kinds.length === 0 ? "notTried" : "asSaid";
}

const marks = { asSaid: "as said ", differs: "DIFFERS ", notTried: "not tried" } as const;

export function lineOf(verdict: Verdict): string {
  const { name, section, says } = verdict.case;
  const head = `${marks[summaryOf(verdict)].padEnd(10)}${name}, API ${section}: ${says}`;
  const details = verdict.outcomes.map(detailOf);
  const [first = "", second = first] = details;
  if (first === second) return first === "" ? head : `${head}\n            ${first}`;
  const told = (text: string) => (text === "" ? "as said" : text);
  return `${head}\n            the first time: ${told(first)}\n            the second time: ${told(second)}`;
}

function detailOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case "asSaid":
      return "";
    case "differs":
      return `saw ${outcome.saw}`;
    case "notTried":
      return outcome.why;
  }
}

export function endOf(verdicts: readonly Verdict[]): {
  readonly text: string;
  readonly exitCode: number;
} {
  const count = (wanted: Summary) =>
    verdicts.filter((verdict) => summaryOf(verdict) === wanted).length;
  const [same, other, open] = [count("asSaid"), count("differs"), count("notTried")];
  const text = `${same} as the sheet says, ${other} otherwise, ${open} not tried.`;
  if (other === 0) return { text, exitCode: same === 0 ? 2 : 0 };
  const advice =
    "Where it differs, tests/emulator/API.md is wrong first: mend it, the emulator and the provider together, and give the date and the request as the source.";
  return { text: `${text}\n${advice}`, exitCode: 1 };
}

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2), process.env);
  if (asked.kind !== "run") {
    (asked.kind === "help" ? process.stdout : process.stderr).write(`${asked.text}\n`);
    process.exitCode = asked.kind === "help" ? 0 : 2;
    return;
  }
  const verdicts = await holdAgainst(asked.request, (verdict) => {
    process.stdout.write(`${lineOf(verdict)}\n`);
  });
  const { text, exitCode } = endOf(verdicts);
  process.stdout.write(`\n${text}\n`);
  process.exitCode = exitCode;
}

if (require.main === module) {
  void main();
}
