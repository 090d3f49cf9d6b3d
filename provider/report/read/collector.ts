import type { Message, Operation, PolicyFinding } from "../facts";
import { applyRefresh, applyStep, type SeenStep } from "./apply-step";
import { createResourceTable } from "./resource-table";
import { isBookkeeping, parseUrn, type Urn } from "./urn";

/** Takes what an operation tells, as it comes, and keeps of it what the report needs. */
export interface Collector {
  step(step: SeenStep): void;
  failed(urn: string): void;
  message(urn: string, message: Message): void;
  policy(finding: PolicyFinding): void;
  summary(summary: { readonly isPreview?: boolean; readonly hasFailed?: boolean }): void;
  /** Undefined if nothing told of a stack. */
  operation(form: Form): Operation | undefined;
}

/** How an operation was written down, and whether to its end. */
export interface Form {
  readonly isDocument: boolean;
  readonly isCutOff: boolean;
}

const findingsMax = 1_000;

/** What kind of operation it is tells itself only at the end. */
interface Signs {
  of: Urn | undefined;
  firstError: Operation["firstError"];
  isPreview: boolean;
  hasFailed: boolean;
  hasProgram: boolean;
  isDestroy: boolean;
}

export function createCollector(): Collector {
  const table = createResourceTable();
  const others = createStepCount();
  const findings: PolicyFinding[] = [];
  const signs: Signs = {
    of: undefined,
    firstError: undefined,
    isPreview: true,
    hasFailed: false,
    hasProgram: false,
    isDestroy: true,
  };
  return {
    step(step) {
      const urn = parseUrn(step.urn);
      if (urn === undefined) {
        return;
      }
      signs.of ??= urn;
      const isRefresh = step.op === "refresh" || step.isOfRefresh;
      signs.hasProgram ||= !isRefresh;
      signs.isDestroy &&= isRefresh || step.op === "delete";
      const resource = table.of(step.urn);
      if (resource !== undefined) {
        (isRefresh ? applyRefresh : applyStep)(resource, step);
      } else if (!isRefresh && !isBookkeeping(urn.type)) {
        others.count(step);
      }
    },
    failed: table.failed,
    message(urn, message) {
      if (message.severity === "error") {
        signs.firstError ??= { urn, text: message.text };
      }
      signs.of ??= parseUrn(urn);
      table.note(urn, message);
    },
    policy(finding) {
      if (findings.length < findingsMax) {
        findings.push(finding);
      }
      signs.of ??= parseUrn(finding.urn);
    },
    summary({ isPreview, hasFailed }) {
      signs.isPreview = isPreview ?? signs.isPreview;
      signs.hasFailed ||= hasFailed ?? false;
    },
    operation({ isDocument, isCutOff }) {
      const { of, firstError } = signs;
      return of === undefined
        ? undefined
        : {
            project: of.project,
            stack: of.stack,
            kind: kindOf(signs),
            resources: table.all(),
            others: others.counts,
            hasFailed: signs.hasFailed || isCutOff || firstError !== undefined,
            ...(firstError === undefined ? {} : { firstError }),
            isCutOff,
            dropsPolicies: isDocument,
            findings,
          };
    },
  };
}

function kindOf({ hasProgram, isPreview, isDestroy }: Signs): Operation["kind"] {
  if (!hasProgram) {
    return "refresh";
  }
  return isPreview ? "preview" : isDestroy ? "destroy" : "up";
}

/** Steps by their kind; each is told twice, and counts once. */
function createStepCount() {
  const seen = new Set<string>();
  const counts: Record<string, number> = {};
  return {
    counts,
    count({ op, urn }: SeenStep): void {
      if (!seen.has(`${op} ${urn}`)) {
        seen.add(`${op} ${urn}`);
        counts[op] = (counts[op] ?? 0) + 1;
      }
    },
  };
}
