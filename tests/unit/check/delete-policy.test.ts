import { isUnknown, UNKNOWN } from "../../../provider/model/unknown";
import { agentToolset, check as checkAll, type Inputs } from "./checking";

/** What `onDelete` is where the program does not say. */

const check = (inputs: Inputs, prior?: Inputs) =>
  checkAll({ tools: [agentToolset()], ...inputs }, prior);
const shared: Inputs = { ownership: "shared" };
const exclusive: Inputs = { ownership: "exclusive" };
const kept = expect.stringContaining('set onDelete to "restore" or "archive"');

test.each<[string, Inputs, Inputs | undefined, string, readonly unknown[]]>([
  ["exclusive, which is the default", {}, undefined, "archive", []],
  ["exclusive, stated", exclusive, undefined, "archive", []],
  ["shared", shared, undefined, "restore", []],
  ["shared, as of this version", shared, { ...shared, onDelete: "restore" }, "restore", []],
  [
    "shared, as of an earlier version",
    shared,
    { ...shared, onDelete: "archive" },
    "archive",
    [kept],
  ],
  ["shared that was exclusive", shared, { ...exclusive, onDelete: "archive" }, "restore", []],
  ["exclusive that was shared", exclusive, { ...shared, onDelete: "restore" }, "archive", []],
  [
    "shared with another policy that is not stated any more",
    shared,
    { ...shared, onDelete: "retain" },
    "restore",
    [],
  ],
  ["null, which is left out", { ...shared, onDelete: null }, undefined, "restore", []],
])("%s", (_name, inputs, prior, onDelete, warnings) => {
  const result = check(inputs, prior);
  expect(result.inputs.onDelete).toBe(onDelete);
  expect(result.warnings).toEqual(warnings);
});

test("what is stated stays, whatever an earlier version had", () => {
  const prior = { ...shared, onDelete: "archive" };
  for (const onDelete of ["archive", "delete", "retain", "restore"]) {
    expect(check({ ...shared, onDelete }, prior)).toMatchObject({
      inputs: { onDelete },
      warnings: [],
    });
  }
});

test("an unknown ownership leaves the policy unknown", () => {
  expect(isUnknown(check({ ownership: UNKNOWN }).inputs.onDelete)).toBe(true);
});
