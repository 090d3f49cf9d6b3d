import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadAll } from "js-yaml";
import { temporaryDirectory } from "../engine/run-directory";
import { describeUnless } from "../languages/generated-sdks";
import { reasonNoPython } from "../languages/python-environment";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import { ensurePythonLinters, type PythonLinters, TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

const project = path.resolve(__dirname, "..", "..");
const manifestFile = path.join(project, "examples/pipelines/kubernetes/stack.yaml");
const text = readFileSync(manifestFile, "utf8");
const manifests = loadAll(text) as readonly { readonly kind: string; readonly spec?: unknown }[];

/** The operator's schemas are not ours to hand on: a folder beside the project has them, or the one that is named. */
const schemas =
  process.env.PULUMI_KUBERNETES_OPERATOR_SCHEMAS ??
  path.join(project, "../shared/data/pulumi-kubernetes-operator-2.9.0");
const stackSchema = path.join(schemas, "pulumi.com_stacks.json");
const reasonNoSchema = existsSync(stackSchema)
  ? undefined
  : "PULUMI_KUBERNETES_OPERATOR_SCHEMAS names no folder with the operator's schemas";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** The schema under which a misspelt key is a mistake. What keeps unknown keys on purpose stays open. */
function closed<Part>(schema: Part): Part {
  if (Array.isArray(schema)) return schema.map(closed) as Part;
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, part]) => [key, closed(part)]);
  const { properties, "x-kubernetes-preserve-unknown-fields": isOpen }: Schema = schema;
  const isObject = typeof properties === "object" && !("type" in properties && isType(properties));
  const isClosed = isObject && isOpen !== true && !("additionalProperties" in schema);
  return Object.fromEntries([...parts, ...(isClosed ? [["additionalProperties", false]] : [])]);
}

/** `properties` that is itself a schema: a field of that name. */
const isType = ({ type }: { readonly type?: unknown }) => typeof type === "string";

describeUnless(
  reasonNoPython() ?? reasonNoSchema,
  "the manifest for the Kubernetes operator",
  () => {
    let linters: PythonLinters;
    const folder = temporaryDirectory("operator");
    const write = (name: string, value: unknown) => {
      writeFileSync(path.join(folder, name), JSON.stringify(value));
      return path.join(folder, name);
    };
    /** Of the API machinery, which the operator's schema leaves out. */
    const common = { apiVersion: { type: "string" }, kind: { const: "Stack" }, metadata: {} };
    let schema: string;
    beforeAll(async () => {
      linters = await ensurePythonLinters();
      const { v1 } = JSON.parse(readFileSync(stackSchema, "utf8"));
      schema = write("schema.json", closed({ ...v1, properties: { ...v1.properties, ...common } }));
    });
    const stack = () => manifests.find(({ kind }) => kind === "Stack");

    test("is what the operator takes", async () => {
      await linters.checkFile(schema, write("stack.json", stack()));
    });

    test("would not pass with a key that the operator does not know", async () => {
      const misspelt = { ...stack(), spec: { ...Object(stack()?.spec), resyncFrequency: 60 } };
      await expect(linters.checkFile(schema, write("odd.json", misspelt))).rejects.toThrow(
        /resyncFrequency/,
      );
    });
  },
);

test("the manifest holds no secret, and pins the image to the version of the tests", () => {
  expect(manifests.map(({ kind }) => kind)).toEqual([
    "Namespace",
    "ServiceAccount",
    "ClusterRoleBinding",
    "Stack",
  ]);
  expect(text).not.toMatch(/kind: Secret|sk-ant/);
  expect(text).toContain(`image: pulumi/pulumi:${PULUMI_CLI_VERSION}-nonroot`);
});
