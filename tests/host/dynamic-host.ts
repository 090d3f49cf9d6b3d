import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { runDirectory } from "../engine/run-directory";
import {
  type EngineStandIn,
  type EngineStandInOptions,
  startEngineStandIn,
} from "./engine-stand-in";
import { installedPackage } from "./installed-package";

export type Properties = Readonly<Record<string, unknown>>;

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** A verb that failed, as the engine sees it; `kept` is the resource that exists all the same. */
export interface HostFailure {
  readonly message: string;
  readonly kept?: {
    readonly id: string;
    readonly properties: Properties;
    readonly reasons: readonly string[];
  };
}

/** The dynamic-provider process of the Pulumi SDK, driven as the engine drives it. */
export interface DynamicHost {
  readonly engine: EngineStandIn;
  readonly child: ChildProcess;
  check(olds: Properties, news: Properties): Promise<CheckAnswer>;
  diff(olds: Properties, news: Properties): Promise<messages.DiffResponse.AsObject>;
  create(properties: Properties): Promise<{ readonly id: string; readonly properties: Properties }>;
  read(
    id: string,
    properties: Properties,
  ): Promise<{
    readonly id: string;
    readonly properties: Properties | undefined;
    readonly inputs: Properties | undefined;
  }>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
  /** Everything the process printed and every log line the engine got. */
  told(): string;
  stop(): Promise<void>;
}

/** Starts the process with this stack config, in a user's project and with nothing of our environment but the path. */
export async function startDynamicHost(
  config: Readonly<Record<string, string>>,
  of?: EngineStandInOptions,
): Promise<DynamicHost> {
  const engine = await startEngineStandIn(of);
  const entry = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const child = spawn(process.execPath, [entry, engine.address], {
    cwd: await installedPackage(),
    env: { PATH: process.env.PATH, TMPDIR: runDirectory() },
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
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  await configure(client, config);
  return {
    engine,
    child,
    ...verbsOf(client),
    told: () => [...printed, ...engine.lines.map(({ message }) => message)].join("\n"),
    stop: () => stop(child, client, engine),
  };
}

async function stop(child: ChildProcess, client: Client, engine: EngineStandIn): Promise<void> {
  client.close();
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    // As the engine ends a plugin.
    child.kill("SIGINT");
    await exited;
  }
  engine.stop();
}

function configure(client: ResourceProviderClient, config: Properties): Promise<unknown> {
  const request = new messages.ConfigureRequest().setArgs(structOf(config));
  return call((done) => client.configure(request, done));
}

function verbsOf(
  client: ResourceProviderClient,
): Pick<DynamicHost, "check" | "diff" | "create" | "read" | "update" | "delete"> {
  return {
    check: async (olds, news) => {
      const request = new messages.CheckRequest().setOlds(structOf(olds)).setNews(structOf(news));
      const answer = await call<messages.CheckResponse>((done) => client.check(request, done));
      return {
        inputs: objectOf(answer.getInputs()) ?? {},
        failures: answer.toObject().failuresList,
      };
    },
    diff: async (olds, news) => {
      const request = new messages.DiffRequest().setOlds(structOf(olds)).setNews(structOf(news));
      return (await call<messages.DiffResponse>((done) => client.diff(request, done))).toObject();
    },
    create: async (properties) => {
      const request = new messages.CreateRequest().setProperties(structOf(properties));
      const answer = await call<messages.CreateResponse>((done) => client.create(request, done));
      return { id: answer.getId(), properties: objectOf(answer.getProperties()) ?? {} };
    },
    read: async (id, properties) => {
      const request = new messages.ReadRequest().setId(id).setProperties(structOf(properties));
      const answer = await call<messages.ReadResponse>((done) => client.read(request, done));
      return {
        id: answer.getId(),
        properties: objectOf(answer.getProperties()),
        inputs: objectOf(answer.getInputs()),
      };
    },
    update: async (id, olds, news) => {
      const request = new messages.UpdateRequest()
        .setId(id)
        .setOlds(structOf(olds))
        .setNews(structOf(news));
      const answer = await call<messages.UpdateResponse>((done) => client.update(request, done));
      return objectOf(answer.getProperties()) ?? {};
    },
    delete: async (id, properties) => {
      const request = new messages.DeleteRequest().setId(id).setProperties(structOf(properties));
      await call((done) => client.delete(request, done));
    },
  };
}

function call<Answer>(
  send: (done: (error: ServiceError | null, answer: Answer) => void) => unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    send((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}

function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

function objectOf(struct: Struct | undefined): Properties | undefined {
  return struct?.toJavaScript();
}

/** How a verb failed; success fails the test. */
export async function hostFailureOf(verb: Promise<unknown>): Promise<HostFailure> {
  const error = await verb.then(
    (answer) => {
      throw new Error(`no failure but ${JSON.stringify(answer)}`);
    },
    (thrown: ServiceError) => thrown,
  );
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (details === undefined) {
    return { message: error.details };
  }
  const [detail] = Status.deserializeBinary(details as Buffer).getDetailsList();
  const failed = detail?.unpack(
    messages.ErrorResourceInitFailed.deserializeBinary,
    "pulumirpc.ErrorResourceInitFailed",
  );
  return {
    message: error.details,
    kept: {
      id: failed?.getId() ?? "",
      properties: objectOf(failed?.getProperties()) ?? {},
      reasons: failed?.getReasonsList() ?? [],
    },
  };
}
