import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { project } from "./built-package";
import { measureEngine } from "./engine";
import { measureFleet } from "./fleet";
import type { Group } from "./group";
import { type Request, readArguments } from "./options";
import { measurePace } from "./pace";
import { measurePlan } from "./plan";
import { measureProcess } from "./process";
import { measureReconcile } from "./reconcile";
import { measureReport } from "./report";
import { type Figure, summarise } from "./statistics";
import { renderMarkdown, renderTable } from "./table";

/** Cheap ones first. */
const groups: Readonly<Record<string, Group>> = {
  plan: measurePlan,
  report: measureReport,
  pace: measurePace,
  reconcile: measureReconcile,
  process: measureProcess,
  engine: measureEngine,
  fleet: measureFleet,
};

const outByDefault = path.join(project, "coverage", "bench.json");
const say = (line: string) => process.stderr.write(`bench: ${line}\n`);

async function run({ only, isQuick, repetitions }: Request): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const startedAtMs = Date.now();
    say(`${name} …`);
    figures.push(...(await measure({ repetitions, isQuick, say })));
    say(`${name} took ${Math.round((Date.now() - startedAtMs) / 1000)} s`);
  }
  return figures;
}

/** The machine without anything that names it. */
function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.cpus().length,
    memoryGigabytes: Math.round(os.totalmem() / 1024 ** 3),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    loadAverage: os.loadavg().map((load) => Number(load.toFixed(1))),
  };
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, text);
}

async function main(): Promise<number> {
  // Pulumi's SDK takes a stack trace for every promise, and mapping those to sources would be measured with it.
  process.setSourceMapsEnabled(false);
  const line = readArguments(process.argv.slice(2), Object.keys(groups));
  if (line.kind !== "run") {
    (line.kind === "help" ? process.stdout : process.stderr).write(`${line.text}\n`);
    return line.kind === "help" ? 0 : 2;
  }
  const { request } = line;
  const before = machine();
  const figures = await run(request);
  const out = request.out ?? outByDefault;
  const summaries = figures.map((figure) => ({ ...figure, summary: summarise(figure) }));
  const { isQuick, repetitions } = request;
  write(
    out,
    `${JSON.stringify({ machine: before, isQuick, repetitions, figures: summaries }, null, 2)}\n`,
  );
  if (request.markdown !== undefined) write(request.markdown, `${renderMarkdown(figures)}\n`);
  const { cores, memoryGigabytes, node, loadAverage } = before;
  process.stdout.write(
    `${renderTable(figures)}\n\n${cores} cores, ${memoryGigabytes} GB, Node ${node}, load before ${loadAverage[0]}, ${repetitions} repetitions${isQuick ? ", quick: sizes too small to mean much" : ""}\n`,
  );
  say(`written to ${path.relative(process.cwd(), out)}`);
  return 0;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    say(`failed: ${error instanceof Error ? error.stack : error}`);
    process.exit(1);
  },
);
