import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { installPackedPackage } from "../engine/harness";
import { startEngineStandIn } from "../host/engine-stand-in";
import { project } from "./built-package";
import { buildEmptyProviders } from "./empty-resources";
import { type BenchOptions, inParallel } from "./group";
import { type Host, heldByOverrides } from "./held";
import { watchMemory } from "./memory";
import { inputTools, type RemoteEmulator, startRemoteEmulator, wireTools } from "./remote-emulator";
import type { Figure, Goal } from "./statistics";

/** As many calls as the engine makes at a time on a small machine. */
const callsAtATime = 16;
const agentId = "agent_resident";

type Properties = Readonly<Record<string, unknown>>;

/** How a provider process is started, and what its resources are. */
interface Kind {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly inputsOf: (sessionId: string) => Properties;
}

/**
 * Peak of the process's resident memory over one operation of the engine with a resource for each id: each is checked,
 * read and compared.
 */
async function peakMegabytes(
  kind: Kind,
  emulator: RemoteEmulator,
  ids: readonly string[],
): Promise<number> {
  const engine = await startEngineStandIn();
  const [command, ...args] = kind.command;
  const child = spawn(command, [...args, engine.address], {
    cwd: kind.cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const client = await clientOf(child);
  const memory = watchMemory(child.pid ?? 0);
  try {
    await configure(client, emulator);
    await inParallel(ids, callsAtATime, (id) => useResource(client, id, kind.inputsOf(id)));
    return memory.stop().peak;
  } finally {
    memory.stop();
    client.close();
    const exited = once(child, "exit");
    child.kill("SIGINT");
    await exited;
    engine.stop();
  }
}

async function clientOf(child: ChildProcess): Promise<ResourceProviderClient> {
  if (child.stdout === null) throw new Error("the provider's output is not read");
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
}

function configure(
  client: ResourceProviderClient,
  { url, apiKey }: RemoteEmulator,
): Promise<unknown> {
  const settings = { baseUrl: url, apiKey, requestsPerMinute: "60000" };
  // The native host is sent its own settings, the dynamic one the whole stack's.
  const ofStack = Object.entries(settings).map(([key, value]) => [`managed-agents:${key}`, value]);
  const request = new messages.ConfigureRequest().setArgs(
    structOf({ ...settings, ...Object.fromEntries(ofStack) }),
  );
  return call((done) => client.configure(request, done));
}

async function useResource(
  client: ResourceProviderClient,
  id: string,
  stated: Properties,
): Promise<void> {
  const urn = `urn:pulumi:dev::bench::bench:index:Resource::${id}`;
  const check = new messages.CheckRequest()
    .setUrn(urn)
    .setOlds(structOf({}))
    .setNews(structOf(stated));
  const checked = await call<messages.CheckResponse>((done) => client.check(check, done));
  const [failure] = checked.getFailuresList();
  if (failure !== undefined) throw new Error(`check failed: ${failure.getReason()}`);
  const inputs = checked.getInputs();
  const state = Struct.fromJavaScript({ ...inputs?.toJavaScript(), agentId, sessionId: id });
  const read = new messages.ReadRequest()
    .setId(id)
    .setUrn(urn)
    .setProperties(state)
    .setInputs(inputs);
  await call<messages.ReadResponse>((done) => client.read(read, done));
  const diff = new messages.DiffRequest()
    .setId(id)
    .setUrn(urn)
    .setOlds(state)
    .setOldInputs(inputs)
    .setNews(inputs);
  await call<messages.DiffResponse>((done) => client.diff(diff, done));
}

function call<Answer>(
  send: (done: (error: ServiceError | null, answer: Answer) => void) => unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    send((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}

/** What is undefined is left out, as the SDK leaves it out. */
function structOf(properties: Properties): Struct {
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(known) as Record<string, JavaScriptValue>);
}

/** Nothing done, as a text that Pulumi's dynamic host evaluates. */
const emptyText =
  "exports.handler=()=>({check:async(olds,news)=>({inputs:news}),diff:async()=>({changes:false}),read:async(id,props)=>({id,props})})";

/** Ours, one that does nothing and holds nothing, and one that holds the same and looks at its session with undici. */
interface Kinds {
  readonly ours: Kind;
  readonly empty: Kind;
  readonly asking?: Kind;
}

async function kinds(): Promise<Readonly<Record<Host, Kinds>>> {
  const tools = inputTools("always_allow");
  const entry = path.join(project, "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js");
  const text =
    'exports.handler=()=>require("pulumi-managed-agents/provider").get("SessionOverrides")';
  const cwd = await installPackedPackage();
  const dynamic = (inputsOf: Kind["inputsOf"]): Kind => ({
    command: [process.execPath, entry],
    cwd,
    inputsOf,
  });
  const native = (folder: string, name: string, inputsOf: Kind["inputsOf"]): Kind => ({
    command: [path.join(folder, name)],
    cwd: folder,
    inputsOf,
  });
  const plugin = path.join(cwd, "node_modules/pulumi-managed-agents/dist/plugin");
  const { plugin: emptyPlugin, asking } = buildEmptyProviders();
  const askingText = `exports.handler=()=>require(${JSON.stringify(asking)}).provider`;
  const held = heldByOverrides("dynamic", "");
  return {
    dynamic: {
      ours: dynamic((sessionId) => ({ __provider: text, sessionId, tools })),
      empty: dynamic(() => ({ __provider: emptyText })),
      asking: dynamic((sessionId) => ({ ...held, __provider: askingText, sessionId })),
    },
    native: {
      ours: native(plugin, "pulumi-resource-managed-agents", (sessionId) => ({ sessionId, tools })),
      empty: native(emptyPlugin, "pulumi-resource-empty", () => ({})),
    },
  };
}

const goals: Readonly<Record<number, Goal>> = { 100: { of: "subject", bound: "most", value: 160 } };

/** Resident memory of either provider process at some numbers of resources, against hosts of empty resources. */
export async function residentFigures({
  repetitions,
  isQuick,
}: BenchOptions): Promise<readonly Figure[]> {
  const counts = isQuick ? [0, 10] : [0, 100, 1_000];
  const emulator = await startRemoteEmulator();
  const figures: Figure[] = [];
  try {
    const tools = wireTools("always_allow");
    const plan = { count: Math.max(...counts), prefix: "sesn_", agentId, tools };
    const sessions = await emulator.seed(plan);
    for (const [host, { ours, empty, asking }] of Object.entries(await kinds())) {
      for (const count of counts) {
        const peak = (kind: Kind) => peakMegabytes(kind, emulator, sessions.slice(0, count));
        const figure = {
          group: "process",
          name: `${host}: memory, ${count} resources`,
          subject: "checked, read and compared",
          unit: "MB",
        };
        const against = async (baseline: Kind) => {
          const samples = [];
          for (let repetition = 0; repetition < repetitions; repetition++) {
            samples.push({ baseline: await peak(baseline), subject: await peak(ours) });
          }
          return samples;
        };
        const goal = goals[count];
        figures.push({
          ...figure,
          baseline: `as many empty ${host} resources`,
          samples: await against(empty),
          ...(goal === undefined ? {} : { goal }),
        });
        if (asking !== undefined && count > 0) {
          figures.push({
            ...figure,
            name: `${figure.name}, same state and looks`,
            baseline: `as many ${host} resources that hold the same and look at their session with undici`,
            samples: await against(asking),
          });
        }
      }
    }
    return figures;
  } finally {
    await emulator.close();
  }
}
