import {
  type BusyPolicy,
  defaultInterruptAfterSeconds,
  defaultWaitTimeoutSeconds,
} from "../model/policies";
import { shownStatus } from "../model/session";

/** As in the inputs of both resources; what is not there has its default. */
export interface BusyInputs {
  readonly whenBusy?: unknown;
  readonly waitTimeoutSeconds?: unknown;
  readonly interruptAfterSeconds?: unknown;
  readonly resumeMessage?: unknown;
}

/** Whether work under way may be cut short. */
export function mayInterrupt({ whenBusy }: BusyInputs): boolean {
  return whenBusy === "interrupt" || whenBusy === "waitThenInterrupt";
}

/** What happens to a session that is at work when it is to be changed: `waited for, interrupted after 60 s`. */
export function busyText(inputs: BusyInputs): string {
  const wait = secondsOf(inputs.waitTimeoutSeconds, defaultWaitTimeoutSeconds);
  const after = secondsOf(inputs.interruptAfterSeconds, defaultInterruptAfterSeconds);
  const then = typeof inputs.resumeMessage === "string" ? ", then sent its resumeMessage" : "";
  const texts: Readonly<Record<BusyPolicy, string>> = {
    wait: `waited for, at most ${wait} s, and never interrupted`,
    interrupt: `interrupted at once${then}`,
    waitThenInterrupt: `waited for, interrupted after ${after} s${then}`,
    fail: "left as it is, with an error",
  };
  const policy = Object.hasOwn(texts, String(inputs.whenBusy)) ? inputs.whenBusy : "wait";
  return texts[policy as BusyPolicy];
}

/** For a session that was seen at work: `running now: will be waited for, interrupted after 60 s`. */
export function busyNowSentence(status: string, since: string, inputs: BusyInputs): string {
  return `${shownStatus(status)} now${since}: will be ${busyText(inputs)}`;
}

/** For one that nobody looked at. */
export function busyThenSentence(inputs: BusyInputs): string {
  return `if it is at work when the deployment comes to it: ${busyText(inputs)}`;
}

function secondsOf(value: unknown, byDefault: number): number {
  return typeof value === "number" ? value : byDefault;
}
