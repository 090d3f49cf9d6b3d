import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials, type ServiceError, type status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { runDirectory } from "../engine/run-directory";
import {
  type EngineStandIn,
  type EngineStandInOptions,
  startEngineStandIn,
} from "../host/engine-stand-in";
import { installedPackage } from "../host/installed-package";

export type Properties = Readonly<Record<string, unknown>>;

/** The plugin's own process, built from the present sources and started as the engine starts it. */
export interface Plugin {
  readonly engine: EngineStandIn;
  readonly child: ChildProcess;
  readonly client: ResourceProviderClient;
  configure(settings: Properties): Promise<void>;
  /** Everything the process printed after its port. */
  printed(): string;
  /** Everything it printed and every line the engine got. */
  told(): string;
  stop(): Promise<void>;
}

export interface PluginOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Started by hand: no engine's address on the command line. */
  readonly byHand?: boolean;
  /** The engine; one that this package works with when left out. */
  readonly of?: EngineStandInOptions;
}

/** Starts the process with nothing of our environment but the path; `settings` are configured if there are any. */
export async function startPlugin(
  settings: Properties | undefined,
  { env = {}, byHand = false, of }: PluginOptions = {},
): Promise<Plugin> {
  const engine = await startEngineStandIn(of);
  const packageFolder = path.join(await installedPackage(), "node_modules/pulumi-managed-agents");
  const executable = path.join(packageFolder, "dist/plugin/pulumi-resource-managed-agents");
  const child = spawn(executable, byHand ? [] : [engine.address], {
    env: { PATH: process.env.PATH, TMPDIR: runDirectory(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  const printed: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => printed.push(text));
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, "line")) as [string];
  lines.on("line", (line) => printed.push(line));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  const configure = async (args: Properties) => {
    const request = new messages.ConfigureRequest().setArgs(structOf(args));
    await call((done) => client.configure(request, done));
  };
  if (settings !== undefined) await configure(settings);
  return {
    engine,
    child,
    client,
    configure,
    printed: () => printed.join("\n"),
    told: () => [...printed, ...engine.lines.map(({ message }) => message)].join("\n"),
    stop: async () => {
      client.close();
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        // As the engine ends a plugin.
        child.kill("SIGINT");
        await exited;
      }
      engine.stop();
    },
  };
}

type Done<Answer> = (error: ServiceError | null, answer: Answer) => void;

export function call<Answer>(send: (done: Done<Answer>) => unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    send((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}

export function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

export function objectOf(struct: Struct | undefined): Properties | undefined {
  return struct?.toJavaScript();
}

const signature = "4dabf18193072939515e22adb298388d";

/** A value as the engine sends a secret one. */
export function secret(value: unknown): Properties {
  return { [signature]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** The value as a reader without the right to secrets sees it. */
export function hidingSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidingSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return "[secret]";
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, hidingSecrets(member)]),
  );
}

/** The value with its secrets in clear. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return revealed((value as { readonly value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revealed(member)]));
}

/** What the engine sends for a value that it does not know yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Refused {
  readonly code: status;
  readonly message: string;
  /** The resource that is there all the same. */
  readonly kept?: {
    readonly id: string;
    readonly properties: Properties;
    readonly inputs: Properties;
    readonly reasons: readonly string[];
    readonly refreshBeforeUpdate: boolean;
  };
}

/** How a call failed; success fails the test. */
export async function refusalOf(running: Promise<unknown>): Promise<Refused> {
  const error = await running.then(
    (answer) => {
      throw new Error(`no failure but ${JSON.stringify(answer)}`);
    },
    (thrown: ServiceError) => thrown,
  );
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (details === undefined) {
    return { code: error.code, message: error.details };
  }
  const [detail] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const failed = detail?.unpack(
    messages.ErrorResourceInitFailed.deserializeBinary,
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!failed) throw new Error("the details of the failure are none that the engine knows");
  return {
    code: error.code,
    message: error.details,
    kept: {
      id: failed.getId(),
      properties: objectOf(failed.getProperties()) ?? {},
      inputs: objectOf(failed.getInputs()) ?? {},
      reasons: failed.getReasonsList(),
      refreshBeforeUpdate: failed.getRefreshBeforeUpdate(),
    },
  };
}
