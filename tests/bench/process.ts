import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { builtFile, project } from "./built-package";
import { buildEmptyProviders } from "./empty-resources";
import { alternate, type BenchOptions, type Group, secondsOf } from "./group";
import { inputTools, startRemoteEmulator, wireTools } from "./remote-emulator";
import { residentFigures } from "./resident";
import { runTask } from "./run-task";
import type { Figure } from "./statistics";

/** A process starts in a tenth of a second, so it can be asked more often. */
const startsPerRepetition = 3;
/** Two beats of the common rhythm of waits. */
const waitForMs = 11_000;

async function startSeconds(folder: string, name: string): Promise<number> {
  const child = spawn(path.join(folder, name), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const seconds = await secondsOf(() => once(child.stdout, "data"));
  const exited = once(child, "exit");
  child.kill();
  await exited;
  return seconds;
}

const nodeSeconds = () =>
  secondsOf(() => once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit"));

async function startFigures(repetitions: number): Promise<readonly Figure[]> {
  const ours = path.join(project, "dist", "plugin");
  const empty = buildEmptyProviders().plugin;
  const start = () => startSeconds(ours, "pulumi-resource-managed-agents");
  const figure = {
    group: "process",
    subject: "the native plugin, from its start to its port",
    unit: "s",
  };
  return [
    {
      ...figure,
      name: "native: start",
      baseline: "node -e 0, from start to end",
      samples: await alternate(repetitions * startsPerRepetition, start, nodeSeconds),
      goal: { of: "subject", bound: "most", value: 0.6 },
    },
    {
      ...figure,
      name: "native: start, of which Pulumi's protocol",
      baseline: "the empty native plugin, likewise",
      samples: await alternate(repetitions * startsPerRepetition, start, () =>
        startSeconds(empty, "pulumi-resource-empty"),
      ),
    },
  ];
}

/** What a fresh process says after it has run the code. */
function printedNumber(code: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
    cwd: project,
    encoding: "utf8",
  });
  const value = Number(stdout);
  if (stdout === "" || Number.isNaN(value)) throw new Error(`no number was printed: ${stderr}`);
  return value;
}

/** Milliseconds for a module, where `before` is loaded already. */
function loadMilliseconds(module: string, before: readonly string[]): number {
  const require = (name: string) => `require(${JSON.stringify(name)});`;
  return printedNumber(
    `${before.map(require).join("")}const t=performance.now();${require(module)}console.log(performance.now()-t)`,
  );
}

async function loadFigure(repetitions: number): Promise<Figure> {
  return {
    group: "process",
    name: "dynamic: load",
    subject: "this package's provider, in a host that has loaded Pulumi's SDK",
    baseline: "Pulumi's SDK",
    unit: "ms",
    samples: await alternate(
      repetitions * startsPerRepetition,
      () => loadMilliseconds(builtFile("provider/index"), ["@pulumi/pulumi"]),
      () => loadMilliseconds("@pulumi/pulumi", []),
    ),
    goal: { of: "ratio", bound: "most", value: 1 },
  };
}

async function waitsFigure({ repetitions, isQuick }: BenchOptions): Promise<Figure> {
  const count = isQuick ? 20 : 1_000;
  const emulator = await startRemoteEmulator();
  try {
    const plan = { count, prefix: "sesn_", agentId: "agent_1", tools: wireTools("always_allow") };
    const ids = await emulator.seed({ ...plan, isRunning: true });
    const { url, apiKey } = emulator;
    const tools = inputTools("always_ask");
    const samples = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const forMs = isQuick ? 1_000 : waitForMs;
      const { before, peak } = await runTask({ kind: "waits", url, apiKey, ids, tools, forMs });
      samples.push({ subject: peak, baseline: before });
    }
    return {
      group: "process",
      name: `memory of ${count} waits`,
      subject: "peak while all wait for busy sessions",
      baseline: "the same process, idle",
      unit: "MB",
      samples,
      goal: { of: "difference", bound: "most", value: 50 },
    };
  } finally {
    await emulator.close();
  }
}

/** What the provider's process costs by being there. */
export const measureProcess: Group = async (options) => [
  ...(await startFigures(options.repetitions)),
  await loadFigure(options.repetitions),
  ...(await residentFigures(options)),
  await waitsFigure(options),
];
