import { Server, ServerCredentials, type sendUnaryData, status } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Account, archive, listSessions, lookAndWrite, readBySchema } from "./asking";

/*
 * The least that the engine takes for a native provider: every resource exists once it is asked for, and nothing is
 * done about an `Empty`; an `Asking` asks the API as an override does, and reads what it is given by the same schema. What
 * the engine costs without a provider's own work is measured with the one, and what the requests add to it with the other.
 */

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

function unary<Request, Response>(work: Handler<Request, Response>) {
  return async (call: { readonly request: Request }, done: sendUnaryData<Response>) => {
    try {
      done(null, await work(call.request));
    } catch (error) {
      done({ code: status.UNKNOWN, details: String(error) });
    }
  };
}

let created = 0;
let account: Account = { url: "", apiKey: "" };
/** One list for all that are read in an operation, as for overrides. */
let listed: Promise<void> | undefined;

const handlers = {
  handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
  attach: unary(() => new Empty()),
  getPluginInfo: unary(() => new PluginInfo().setVersion("0.1.0")),
  getSchema: unary(() =>
    new messages.GetSchemaResponse().setSchema('{"name":"empty","version":"0.1.0"}'),
  ),
  checkConfig: unary((request: messages.CheckRequest) =>
    new messages.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: unary(() => new messages.DiffResponse()),
  configure: unary((request: messages.ConfigureRequest) => {
    const { baseUrl, apiKey } = request.getArgs()?.toJavaScript() ?? {};
    account = { url: String(baseUrl), apiKey: String(apiKey) };
    return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }),
  check: unary((request: messages.CheckRequest) => {
    if (isAsking(request)) read(request.getOlds(), request.getNews());
    return new messages.CheckResponse().setInputs(request.getNews());
  }),
  diff: unary((request: messages.DiffRequest) => {
    if (isAsking(request)) read(request.getOldInputs(), request.getNews());
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const isSame = textOf(request.getOldInputs()) === textOf(request.getNews());
    return new messages.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
  }),
  create: unary(async (request: messages.CreateRequest) => {
    const properties = request.getProperties();
    if (isAsking(request) && !request.getPreview()) {
      await lookAndWrite(account, sessionOf(properties));
    }
    const response = new messages.CreateResponse()
      .setProperties(properties)
      .setRefreshBeforeUpdate(isReadFirst(properties));
    return request.getPreview() ? response : response.setId(`empty-${++created}`);
  }),
  read: unary(async (request: messages.ReadRequest) => {
    const properties = request.getProperties();
    if (isAsking(request)) {
      read(properties, request.getInputs());
      listed ??= listSessions(account, String(properties?.toJavaScript().agentId));
      await listed;
    }
    return new messages.ReadResponse()
      .setId(request.getId())
      .setProperties(properties)
      .setInputs(request.getInputs())
      .setRefreshBeforeUpdate(isReadFirst(properties));
  }),
  update: unary((request: messages.UpdateRequest) =>
    new messages.UpdateResponse().setProperties(request.getNews()),
  ),
  delete: unary(async (request: messages.DeleteRequest) => {
    if (isAsking(request)) await archive(account, sessionOf(request.getProperties()));
    return new Empty();
  }),
  cancel: unary(() => new Empty()),
  getMapping: unary(() => new messages.GetMappingResponse()),
  getMappings: unary(() => new messages.GetMappingsResponse()),
};

/** A resource that holds the state of an override is read before every update, as an override is. */
function isReadFirst(properties: { toObject(): unknown } | undefined): boolean {
  return textOf(properties).includes('"access"');
}

function isAsking(request: { getUrn(): string }): boolean {
  return request.getUrn().includes("empty:index:Asking::");
}

function read(...held: readonly (Struct | undefined)[]): void {
  readBySchema(...held.map((each) => each?.toJavaScript()));
}

function sessionOf(properties: Struct | undefined): string {
  return String(properties?.toJavaScript().sessionId);
}

function textOf(struct: { toObject(): unknown } | undefined): string {
  return JSON.stringify(struct?.toObject() ?? null);
}

const unimplemented = (
  _call: unknown,
  done: (error: { readonly code: status; readonly details: string }) => void,
) => done({ code: status.UNIMPLEMENTED, details: "the empty provider has no such call" });

const others = Object.fromEntries(
  Object.keys(ResourceProviderService).map((name) => [name, unimplemented]),
);

const server = new Server();
server.addService(ResourceProviderService, { ...others, ...handlers } as never);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
