import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import {
  ResourceMonitorClient,
  ResourceMonitorService,
} from "@pulumi/pulumi/proto/resource_grpc_pb";
import { SupportsFeatureRequest, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { giveProgramsOwnChannels } from "./own-channels";

const { grpcClientOptions } = settings as unknown as { readonly grpcClientOptions: object };

const started: { close(): void }[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each.close();
});

/** What of an engine a program talks to first. */
async function listen(port: number): Promise<{ readonly server: Server; readonly port: number }> {
  const server = new Server();
  started.push({ close: () => server.forceShutdown() });
  const supportsFeature = (_call: unknown, answer: (error: null, value: object) => void) =>
    answer(null, new SupportsFeatureResponse());
  server.addService(ResourceMonitorService, { supportsFeature });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, own) =>
      error === null ? resolve(own) : reject(error),
    );
  });
  return { server, port: bound };
}

/** Connects as the program of an inline stack does. */
function connect(port: number): ResourceMonitorClient {
  const address = `127.0.0.1:${port}`;
  const client = new ResourceMonitorClient(
    address,
    credentials.createInsecure(),
    grpcClientOptions,
  );
  started.push(client);
  return client;
}

function ask(client: ResourceMonitorClient): Promise<string> {
  return new Promise((resolve) => {
    client.supportsFeature(new SupportsFeatureRequest(), (error) =>
      resolve(error?.message ?? "answered"),
    );
  });
}

test("a program reaches an engine that has the port of an earlier one", async () => {
  giveProgramsOwnChannels();
  const earlier = await listen(0);
  const left = connect(earlier.port);
  expect(await ask(left)).toBe("answered");
  earlier.server.forceShutdown();
  expect(await ask(left)).toContain("UNAVAILABLE");

  const later = await listen(earlier.port);
  expect(await ask(connect(later.port))).toBe("answered");
});
