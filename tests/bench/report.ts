import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { builtFile } from "./built-package";
import { alternate, type Group, samplesOf } from "./group";

/** In inputs and outputs, old and new: 20 kB a resource. */
const customTools = Array.from({ length: 32 }, (_, index) => ({
  type: "custom",
  name: `lookup_${index}`,
  description: "Looks a customer up.",
  inputSchema: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
}));
const recorded = path.resolve(__dirname, "..", "report", "recorded", "dynamic-preview.json");

const name = "billing";

type Properties = Readonly<Record<string, unknown>>;

interface State {
  readonly inputs?: Properties;
  readonly outputs?: Properties;
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State;
  readonly newState?: State;
}

/** A preview that somebody has recorded, with one of its updates as often as is asked for, each with many tools. */
function previewOf(count: number): string {
  const preview = JSON.parse(readFileSync(recorded, "utf8")) as { readonly steps: readonly Step[] };
  const step = preview.steps.find(({ op, urn }) => op === "update" && urn.endsWith(`::${name}`));
  if (step === undefined) throw new Error(`${recorded} has no update of ${name}`);
  const { oldState, newState, ...rest } = step;
  const large = { ...rest, oldState: withTools(oldState), newState: withTools(newState) };
  const text = JSON.stringify(large);
  const steps = Array.from(
    { length: count },
    (_, index) => JSON.parse(text.replaceAll(`::${name}`, `::${name}-${index}`)) as Step,
  );
  const file = path.join(temporaryDirectory("preview"), "preview.json");
  writeFileSync(file, JSON.stringify({ ...preview, steps }));
  return file;
}

function withTools({ inputs, outputs, ...rest }: State = {}): State {
  const more = (properties: Properties) => ({
    ...properties,
    tools: [...((properties.tools ?? []) as readonly unknown[]), ...customTools],
  });
  return {
    ...rest,
    ...(inputs === undefined ? {} : { inputs: more(inputs) }),
    ...(outputs === undefined ? {} : { outputs: more(outputs) }),
  };
}

interface Spent {
  readonly seconds: number;
  readonly megabytes: number;
}

const tellSpent =
  'process.on("exit",()=>require("node:fs").writeSync(2,String(process.resourceUsage().maxRSS)));';

/** What one process takes, from its start to its end, and at most of memory. */
function spentOn(args: readonly string[]): Spent {
  const preload = path.join(temporaryDirectory("spent"), "spent.cjs");
  writeFileSync(preload, tellSpent);
  const startedAtMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--require", preload, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const kilobytes = Number(stderr.trim().split("\n").at(-1));
  if (status !== 0 || !(kilobytes > 0)) throw new Error(`the process failed: ${stderr}`);
  return { seconds, megabytes: kilobytes / 1024 };
}

export const measureReport: Group = async ({ repetitions, isQuick }) => {
  const count = isQuick ? 20 : 1_000;
  const file = previewOf(count);
  const megabytes = Math.round(statSync(file).size / 1024 ** 2);
  const parse = `JSON.parse(require("node:fs").readFileSync(${JSON.stringify(file)},"utf8"))`;
  const pairs = await alternate(
    repetitions,
    () => spentOn([builtFile("review/index"), file]),
    () => spentOn(["-e", parse]),
  );
  const figure = {
    group: "report",
    subject: `managed-agents-review of ${count} changed resources, ${megabytes} MB`,
    baseline: "JSON.parse of the same file in a process of its own",
  };
  return [
    {
      ...figure,
      name: "report: time",
      unit: "s",
      samples: samplesOf(pairs, ({ seconds }) => seconds),
      goal: { of: "subject", bound: "most", value: 2 },
    },
    {
      ...figure,
      name: "report: memory",
      unit: "MB",
      samples: samplesOf(pairs, ({ megabytes: most }) => most),
      goal: { of: "subject", bound: "most", value: 200 },
    },
  ];
};
