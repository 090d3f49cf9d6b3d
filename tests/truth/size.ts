/** How much of the machine runs; a longer run, with another seed, is asked for in the environment. */
export interface Size {
  readonly cases: number;
  readonly seed: number;
  /** A run of the usual size ends here, however slow the machine is; one that was asked for ends with its cases. */
  readonly timeLimitMs: number;
}

const today = 20261125;

export function sizeOf(
  environment: Readonly<Record<string, string | undefined>>,
  usual: Pick<Size, "cases" | "timeLimitMs">,
): Size {
  const { TRUTH_CASES: cases, TRUTH_SEED: seed } = environment;
  return {
    cases: Number(cases ?? usual.cases),
    seed: Number(seed ?? today),
    timeLimitMs: cases === undefined ? usual.timeLimitMs : 24 * 60 * 60 * 1000,
  };
}
