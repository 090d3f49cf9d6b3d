/** One repetition: what was measured, and the same of its baseline a moment before or after. */
export interface Sample {
  readonly subject: number;
  readonly baseline: number;
}

/** What a figure should come to. `difference` is subject less baseline, in the figure's unit. */
export interface Goal {
  readonly of: "ratio" | "subject" | "difference";
  readonly bound: "most" | "least";
  readonly value: number;
}

/** A ratio measured in one run, with everything it was made of. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  /** What is compared with what, in a few words each. */
  readonly subject: string;
  readonly baseline: string;
  /** Of subject and baseline; the ratio has none. */
  readonly unit: string;
  /** At least one. */
  readonly samples: readonly Sample[];
  readonly goal?: Goal;
}

/** The medians of a figure, and the lowest and highest ratio of its repetitions. */
export interface Summary {
  readonly subject: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
  /** Undefined where there is no goal. */
  readonly isMet: boolean | undefined;
}

/** The middle value, or the mean of the two in the middle. Throws for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error("no values have no median");
  return (lower + upper) / 2;
}

/** Ratios are taken within each repetition, so that what else the machine does falls on both sides. */
export function summarise({ samples, goal }: Figure): Summary {
  const ratios = samples.map(({ subject, baseline }) => ratioOf(subject, baseline));
  const summary = {
    subject: median(samples.map(({ subject }) => subject)),
    baseline: median(samples.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    ratioLow: Math.min(...ratios),
    ratioHigh: Math.max(...ratios),
  };
  return { ...summary, isMet: goal && isMet(goal, summary) };
}

/** Nothing of nothing is all of it: no requests where none were needed. */
function ratioOf(subject: number, baseline: number): number {
  return subject === 0 && baseline === 0 ? 1 : subject / baseline;
}

function isMet(
  goal: Goal,
  { subject, baseline, ratio }: Pick<Summary, "subject" | "baseline" | "ratio">,
): boolean {
  const value = { ratio, subject, difference: subject - baseline }[goal.of];
  return goal.bound === "most" ? value <= goal.value : value >= goal.value;
}
