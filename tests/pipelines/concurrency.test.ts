import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines", "github");

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": boolean;
}
interface Workflow {
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<
    Record<string, { readonly if?: string; readonly concurrency?: Concurrency }>
  >;
}

/** The one job of the workflow, and its group, whichever of the two is in it. */
function onlyJob(workflow: string) {
  const text = readFileSync(path.join(kit, `managed-agents-${workflow}.yml`), "utf8");
  const { concurrency, jobs } = load(text) as Workflow;
  const [job, ...others] = Object.values(jobs);
  expect(others).toEqual([]);
  const group = job?.concurrency ?? concurrency;
  return { condition: job?.if, group: group?.group, ends: group?.["cancel-in-progress"] };
}

/** The name where the condition holds; where it does not, the run's own number, which no other run has. */
const nameWhere = (condition: string, name: string) =>
  `\${{ ${condition} && '${name}' || github.run_id }}`;
const isMain = "github.ref == 'refs/heads/main'";

test.each([
  ["deploy", isMain, nameWhere(isMain, "managed-agents-deployment"), false],
  ["cancel", isMain, nameWhere(isMain, "managed-agents-deployment"), false],
  ["break-glass", undefined, "managed-agents-deployment", false],
  ["drift", isMain, nameWhere(isMain, "managed-agents-drift"), true],
])(
  "a run of %s is in the common group just when its job runs",
  (workflow, condition, group, ends) => {
    expect(onlyJob(workflow)).toEqual({ condition, group, ends });
  },
);
