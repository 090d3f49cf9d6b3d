import type { NamedFault } from "./faults";
import { type Arrays, type Prepared, type Run, speechProblems } from "./matrix-case";
import { isForeign } from "./scenarios";

/** The two runs of one case. */
export interface Outcome {
  readonly first: Run;
  readonly second: Run;
  /** Sent in all, requests included that reached the server only after their client gave up. */
  readonly interruptsSent: number;
  /** Interrupts among the session's events at the end. */
  readonly interruptsArrived: number;
  readonly messagesSent: number;
  /** User messages among the session's events at the end. */
  readonly messagesArrived: number;
}

/** One that came to nothing is sent again, a few times. */
const interruptsMax = 3;

/** Everything that is wrong with a case; one sentence each, none if all is well. */
export function problemsOf(prepared: Prepared, fault: NamedFault, outcome: Outcome): string[] {
  const { scenario } = prepared;
  const { first, second } = outcome;
  return [
    ...(isSecretFailure(prepared, fault, first) ? [] : claimsOfFirst(prepared, first)),
    ...(isSecretFailure(prepared, fault, first) ? [] : convergence(prepared, first, second)),
    ...(scenario.ownership === "shared"
      ? [first, second].flatMap((run) => foreignProblems(prepared, fault, run))
      : []),
    ...disturbance(prepared, fault, outcome),
    ...speechProblems(first),
    ...speechProblems(second).map((problem) => `second run: ${problem}`),
  ];
}

/** As after a fault, but nobody has heard anything from the first run. */
export function problemsAfterKill(prepared: Prepared, outcome: Outcome): string[] {
  const { first, second } = outcome;
  const fault: NamedFault = { name: "killed", fault: { kind: "neverAnswer" } };
  return [
    ...convergence(prepared, first, second),
    ...[first, second].flatMap((run) => foreignProblems(prepared, fault, run)),
    ...disturbance(prepared, fault, outcome),
    ...speechProblems(second),
  ];
}

/**
 * What no client can see without a request more on the good path (one GET and one POST): a server that does
 * nothing and answers as if it had. Under `shared` the record of updates gives it away, so it counts there.
 */
function isSecretFailure({ scenario }: Prepared, { fault }: NamedFault, first: Run): boolean {
  const isLie = fault.kind === "noEffect" && first.ran.failure === undefined;
  switch (scenario.onDelete) {
    case "archive":
      return isLie && fault.echo === "new";
    case "delete":
      return isLie;
    default:
      return isLie && fault.echo === "new" && scenario.ownership === "exclusive";
  }
}

/** A run that says it is done is done; one that stores nothing new has changed nothing. */
function claimsOfFirst(prepared: Prepared, first: Run): string[] {
  const { ran } = first;
  if (ran.failure === undefined) {
    return finished(prepared, first).map((problem) => `reported as done, but ${problem}`);
  }
  const isChanged = !sameArrays(first.arrays, prepared.arraysBefore);
  const message = ran.failure instanceof Error ? ran.failure.message : "";
  const isUntold = prepared.scenario.verb !== "delete" && ran.stored === prepared.stored;
  return [
    ...(isUntold && isChanged ? ["the session was changed, and the state does not know"] : []),
    ...(isChanged && aboutTheUpdate(message).includes("Nothing was changed")
      ? [`the session was changed, and the error says: ${message}`]
      : []),
  ];
}

/** Without what follows about the message that sets the work going again, whose failure changes nothing indeed. */
function aboutTheUpdate(message: string): string {
  return message.split("The session was interrupted")[0] ?? message;
}

function convergence(prepared: Prepared, first: Run, second: Run): string[] {
  const { scenario } = prepared;
  const { failure } = second.ran;
  if (failure !== undefined) {
    return [`the next run failed: ${failure instanceof Error ? failure.message : String(failure)}`];
  }
  if (scenario.next === "destroy" && scenario.verb !== "delete") {
    // Nothing stored is nothing to destroy, and claimsOfFirst has seen to it that nothing was changed.
    const expected =
      first.ran.stored === undefined ? prepared.arraysBefore : prepared.arraysOriginal;
    return sameArrays(second.arrays, expected) ? [] : ["the next run did not restore the session"];
  }
  if (scenario.next === "refresh and up") {
    return sameArrays(second.arrays, prepared.arraysBefore) ? [] : ["the next up did not converge"];
  }
  return finished(prepared, second).map((problem) => `after the next run ${problem}`);
}

/** What is missing of what the operation is for. */
function finished({ scenario, arraysAfter }: Prepared, run: Run): string[] {
  if (scenario.onDelete === "archive" && scenario.verb === "delete") {
    return run.isArchived ? [] : ["the session is not archived"];
  }
  return sameArrays(run.arrays, arraysAfter) ? [] : ["the session is not as it should be"];
}

function foreignProblems({ arraysOriginal }: Prepared, { fault }: NamedFault, run: Run): string[] {
  if (run.arrays === undefined) {
    return [];
  }
  const foreignIn = ({ tools, mcp_servers }: Arrays) => {
    const texts = [...tools, ...mcp_servers]
      .filter(isForeign)
      .map((entry) => JSON.stringify(entry));
    // A server that answers in another order has no order to keep.
    return fault.kind === "shuffle" ? texts.sort() : texts;
  };
  return foreignIn(run.arrays).join() === foreignIn(arraysOriginal).join()
    ? []
    : ["entries of others are not what they were"];
}

function disturbance({ scenario }: Prepared, { isSlow }: NamedFault, outcome: Outcome): string[] {
  const { first, second, interruptsSent, interruptsArrived, messagesSent, messagesArrived } =
    outcome;
  const interrupted = [first, second].filter(({ interrupts }) => interrupts > interruptsMax);
  const isOnceInAll = !scenario.isBusy || scenario.restsBetween;
  return [
    ...interrupted.map(({ interrupts }) => `${interrupts} interrupts in one run`),
    // One that comes when its client has given up on it, and has sent it again, is more than anybody can know of.
    ...(interruptsArrived > 1 + second.interrupts && !isSlow
      ? [`${interruptsArrived} interrupts arrived, ${second.interrupts} of them in the second run`]
      : []),
    ...(isOnceInAll && messagesSent > 1 ? [`${messagesSent} user messages were sent`] : []),
    // With small limits an interrupt may be given up before it left this machine: then nobody can tell.
    ...(messagesSent > Math.min(interruptsSent, interruptsArrived) && !isSlow
      ? ["a message followed no interrupt"]
      : []),
    ...(messagesArrived > messagesSent ? ["more user messages arrived than were sent"] : []),
  ];
}

/** The same entries under the same keys, byte for byte, whatever their order. */
function sameArrays(one: Arrays | undefined, other: Arrays | undefined): boolean {
  const text = (arrays: Arrays | undefined) =>
    arrays === undefined
      ? "gone"
      : [arrays.tools, arrays.mcp_servers]
          .map((entries) =>
            entries
              .map((entry) => JSON.stringify(entry))
              .sort()
              .join(),
          )
          .join("|");
  return text(one) === text(other);
}
