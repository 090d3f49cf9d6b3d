/** What a verb tells while it works. None of it is needed to understand how the verb ended. */
export interface Reporter {
  /** Replaces the line on the resource's row; gone when the next one comes. */
  progress(message: string): void;
  /** Stays in the record of the deployment. */
  info(message: string): void;
  warn(message: string): void;
}

/** For one session of many: a line for each would bury what matters; warnings still say which session they are about. */
export function quietReporter({ warn }: Reporter): Reporter {
  return { progress() {}, info() {}, warn };
}
