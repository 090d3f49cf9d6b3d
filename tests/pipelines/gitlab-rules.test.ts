import path from "node:path";
import { jobsOfPipeline } from "./gitlab";
import { ruleHolds } from "./gitlab-rules";

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines", "gitlab");
const onMain = { CI_DEFAULT_BRANCH: "main", CI_COMMIT_BRANCH: "main" };
const onBranch = { ...onMain, CI_COMMIT_BRANCH: "incident" };
const request = (source: string) => ({
  CI_DEFAULT_BRANCH: "main",
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_MERGE_REQUEST_PROJECT_ID: "34",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: source,
});
const byHand = (TASK: string) => ({ CI_PIPELINE_SOURCE: "web", TASK });
const push = { CI_PIPELINE_SOURCE: "push" };

test.each([
  ["a merge request", request("34"), ["preview"]],
  ["a fork's merge request", request("99"), ["preview-of-fork"]],
  ["a push on a branch", { ...onBranch, ...push }, []],
  ["a merge", { ...onMain, ...push }, ["deploy"]],
  ["the schedule", { ...onMain, CI_PIPELINE_SOURCE: "schedule" }, ["drift"]],
  ["a schedule on a branch", { ...onBranch, CI_PIPELINE_SOURCE: "schedule" }, []],
  ["a form left as it is", { ...onMain, CI_PIPELINE_SOURCE: "web" }, ["deploy"]],
  ["deploy by hand on a branch", { ...onBranch, ...byHand("deploy") }, []],
  ["drift by hand", { ...onMain, ...byHand("drift") }, ["drift"]],
  ["drift by hand on a branch", { ...onBranch, ...byHand("drift") }, []],
  ["cancel by hand", { ...onMain, ...byHand("cancel") }, ["cancel"]],
  ["cancel by hand on a branch", { ...onBranch, ...byHand("cancel") }, []],
  ["a report by hand", { ...onMain, ...byHand("report-on-fork") }, ["report-on-fork"]],
  ["a report by hand on a branch", { ...onBranch, ...byHand("report-on-fork") }, []],
  ["break-glass without a reason", { ...onBranch, ...byHand("break-glass") }, []],
  ["break-glass", { ...onBranch, ...byHand("break-glass"), REASON: "fire" }, ["break-glass"]],
] as const)("%s on GitLab has the jobs %#", (_what, variables, jobs) => {
  expect(jobsOfPipeline(kit, variables)).toEqual(jobs);
});

test("conditions are read as GitLab reads them", () => {
  const holds = (condition: string) => ruleHolds([{ if: condition }], { A: "1", B: "" });
  expect(holds('$A == "1" && $B != "1"')).toBe(true);
  expect(holds("$B || $A")).toBe(true);
  expect(holds("$B")).toBe(false);
  expect(holds("$A == $C")).toBe(false);
  expect(() => holds("$A =~ /1/")).toThrow("no condition that the kit should have");
});
