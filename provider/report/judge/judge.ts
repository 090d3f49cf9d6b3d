import { type GateName, type Report, reportVersion, type StackReport } from "../report";
import { type Judged, judgeOperation } from "./judge-operation";

/** One report of all operations, a stack each. */
export function judge(operations: readonly Judged[], title: string): Report {
  const stacks = operations.map((operation) => judgeOperation(operation));
  const [only] = stacks;
  return {
    version: reportVersion,
    title,
    verdict:
      stacks.length === 1 && only !== undefined
        ? only.verdict
        : stacks.map(({ stack, verdict }) => `${stack}: ${verdict}`).join("; "),
    gates: gatesOf(stacks),
    stacks,
  };
}

function gatesOf(stacks: readonly StackReport[]): GateName[] {
  const any = (...names: readonly (keyof StackReport["counts"])[]) =>
    stacks.some(({ counts }) => names.some((name) => counts[name] > 0));
  const unseen = stacks.filter(({ isLooked }) => !isLooked);
  const holds: Readonly<Record<GateName, boolean>> = {
    ends: any("ends"),
    loosens: any("loosens"),
    "new-hosts": any("newHosts"),
    drift: any("drift"),
    interrupts: any("interrupts"),
    unknown: any("unknown") || unseen.some(({ counts }) => counts.takesOver > 0),
    policy: any("policy"),
  };
  return Object.entries(holds).flatMap(([gate, isMet]) => (isMet ? [gate as GateName] : []));
}
