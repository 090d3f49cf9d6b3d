import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describeUnless } from "../languages/generated-sdks";
import { mustSucceed } from "../languages/must-succeed";
import { reasonNoPython } from "../languages/python-environment";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import {
  ensureActionlint,
  ensurePythonLinters,
  type PythonLinters,
  reasonNoGoTool,
  TOOLS_TIMEOUT_MS,
} from "./tools";

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines");
const filesIn = (folder: string) =>
  readdirSync(path.join(kit, folder)).map((file) => path.join(kit, folder, file));
const workflows = filesIn("github");

describeUnless(reasonNoGoTool("actionlint"), "actionlint", () => {
  test(
    "finds nothing in the workflows",
    async () => {
      await mustSucceed(await ensureActionlint(), workflows);
    },
    TOOLS_TIMEOUT_MS,
  );
});

describeUnless(reasonNoPython(), "linters from PyPI", () => {
  let linters: PythonLinters;
  beforeAll(async () => {
    linters = await ensurePythonLinters();
  }, TOOLS_TIMEOUT_MS);

  test("zizmor finds nothing unsafe in the workflows", async () => {
    await mustSucceed(linters.zizmor, ["--offline", "--quiet", ...workflows]);
  });

  test("check-jsonschema takes the workflows", async () => {
    await linters.checkSchema("vendor.github-workflows", workflows);
  });

  test("check-jsonschema takes the jobs of GitLab", async () => {
    await linters.checkSchema("vendor.gitlab-ci", filesIn("gitlab"));
  });
});

test("every action is pinned to a commit, and the CLI to the version of the tests", () => {
  const texts = workflows.map((file) => readFileSync(file, "utf8"));
  const matches = (pattern: RegExp) => texts.flatMap((text) => text.match(pattern) ?? []);
  const unpinned = matches(/uses: .*/g).filter((line) => !/@[0-9a-f]{40} # v\d/.test(line));
  expect(unpinned).toEqual([]);
  expect([...new Set(matches(/pulumi-version: .*/g))]).toEqual([
    `pulumi-version: ${PULUMI_CLI_VERSION}`,
  ]);
  const [jobs = ""] = filesIn("gitlab").map((file) => readFileSync(file, "utf8"));
  expect(jobs).toContain(`image: pulumi/pulumi-nodejs-22:${PULUMI_CLI_VERSION} `);
});

test("every workflow that is given the rule is given what a rule may want", () => {
  const names = ["FEDERATION_RULE_ID", "AUDIENCE", "SERVICE_ACCOUNT_ID", "WORKSPACE_ID"];
  for (const file of workflows) {
    const text = readFileSync(file, "utf8");
    const passed = names.filter((name) => text.includes(`ANTHROPIC_${name}: \${{ vars.`));
    expect([names, []]).toContainEqual(passed);
  }
});

test("every workflow is executed by a test", () => {
  const tests = readdirSync(__dirname)
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(path.join(__dirname, file), "utf8"))
    .join();
  const names = workflows.map((file) => path.basename(file, ".yml"));
  expect(names.filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
});
