import type { Screen } from "./screen";

/** One thing the demo does, with the sentence that says why. */
export interface Step {
  /** For the closing table. */
  readonly name: string;
  readonly title: string;
  readonly why: string;
  /** Runs the step; a sentence about what it showed, or an error that ends the demo. */
  readonly run: () => Promise<string>;
}

/** Requests since the last call, in words; undefined where nobody counts them. */
export type CountRequests = () => string | undefined;

interface Row {
  readonly name: string;
  readonly requests: string;
  readonly seconds: string;
}

/** A step that ended otherwise than the demo says it does. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}

/** Runs steps one after another and keeps what they took. */
export interface Steps {
  run(step: Step): Promise<void>;
  /** The closing table. */
  close(): void;
}

export function createSteps(
  screen: Screen,
  countRequests: CountRequests,
  now: () => number,
): Steps {
  const rows: Row[] = [];
  const startedAtMs = now();
  const seconds = (fromMs: number) => `${((now() - fromMs) / 1000).toFixed(1)} s`;
  return {
    async run({ name, title, why, run }) {
      screen.step(rows.length + 1, title, why);
      const stepStartedAtMs = now();
      countRequests();
      const outcome = await run();
      const requests = countRequests() ?? "not counted";
      rows.push({ name, requests, seconds: seconds(stepStartedAtMs) });
      screen.done(outcome);
    },
    close() {
      screen.line();
      screen.table([
        ["step", "requests to the API", "time"],
        ...rows.map((row) => [row.name, row.requests, row.seconds]),
        ["all", "", seconds(startedAtMs)],
      ]);
    },
  };
}

/** `2 GET, 1 POST`; `none` for none. */
export function requestsInWords(methods: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const method of methods) counts.set(method, (counts.get(method) ?? 0) + 1);
  const words = [...counts].sort().map(([method, count]) => `${count} ${method}`);
  return words.length === 0 ? "none" : words.join(", ");
}
