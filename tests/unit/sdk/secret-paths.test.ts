import * as pulumi from "@pulumi/pulumi";
import { secretPaths } from "../../../sdk/secret-paths";

beforeAll(() =>
  pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "", state: {} }) }),
);

/** An output that a preview does not know, as the SDK makes them. */
function unknownOutput(isSecret: boolean): pulumi.Output<string> {
  const Output = pulumi.Output as unknown as new (
    ...parts: readonly unknown[]
  ) => pulumi.Output<string>;
  const soon = <Value>(value: Value) => Promise.resolve(value);
  return new Output(new Set(), soon(undefined), soon(false), soon(isSecret), soon(new Set()));
}

const secret = pulumi.secret;

describe("the places of secrets among arguments", () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ["none", { tools: [{ type: "custom" }], sessionId: pulumi.output("sesn_1") }, undefined],
    [
      "a member of an entry",
      { mcpServers: [{}, { url: secret("x") }] },
      [["mcpServers", 1, "url"]],
    ],
    ["a whole array", { tools: secret([{ type: "custom" }]) }, [["tools"]]],
    [
      "inside an output and a promise",
      {
        tools: pulumi.output([1]).apply(() => [{ name: "x" }]),
        absent: soonest({ tools: [secret("x")] }),
      },
      [["absent", "tools", 0]],
    ],
    ["what is not known yet", { sessionId: unknownOutput(false) }, undefined],
    ["a secret that is not known yet", { resumeMessage: unknownOutput(true) }, [["resumeMessage"]]],
    [
      "an argument that fails",
      { tools: Promise.reject(new Error("no")), a: secret("x") },
      undefined,
    ],
    ["no arguments", undefined, undefined],
  ];
  test.each(cases)("%s", async (_what, args, paths) => {
    expect(await secretPaths(args)).toEqual(paths);
  });
});

function soonest<Value>(value: Value): Promise<Value> {
  return Promise.resolve(value);
}
