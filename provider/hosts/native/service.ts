import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type CheckRequest,
  CheckResponse,
  type DiffRequest,
  DiffResponse,
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaResponse,
  type ProviderHandshakeRequest,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { hideCredentials } from "../properties/secret-settings";
import { refusalOf } from "./host-errors";
import type { NativeJudgements } from "./judgements";
import type { NativeVerbs } from "./verbs";

/** What belongs to the process and not to a resource. */
export interface NativeProcess {
  readonly schema: () => string;
  readonly version: string;
  /** The engine's address, for the log: from the handshake, or because an engine attached to a running process. */
  readonly meetEngine: (address: string) => void;
  /** Ends every wait; no request follows. Harmless with nothing in flight. */
  readonly cancel: () => void;
  /** Delivers the log before the engine hears of the end of a call. */
  readonly flush: () => Promise<void>;
}

type Unary<Request, Response> = (
  call: ServerUnaryCall<Request, Response>,
  callback: sendUnaryData<Response>,
) => void;

/** The ResourceProvider service of the engine's protocol. */
export function createService(
  verbs: NativeVerbs,
  judgements: NativeJudgements,
  host: NativeProcess,
): IResourceProviderServer {
  /** Whatever a call throws becomes an answer; nothing ends the process. */
  function unary<Request, Response>(
    work: (request: Request) => Promise<Response> | Response,
  ): Unary<Request, Response> {
    return (call, callback) => {
      Promise.resolve()
        .then(() => work(call.request))
        .finally(host.flush)
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(refusalOf(error)),
        );
    };
  }

  const empty = () => new Empty();
  return {
    handshake: unary((request: ProviderHandshakeRequest) => {
      host.meetEngine(request.getEngineAddress());
      return new ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request: PluginAttach) => {
      host.meetEngine(request.getAddress());
      return empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(host.version)),
    getSchema: unary(() => new GetSchemaResponse().setSchema(host.schema())),
    // Credentials are asked for when a session is really to be reached, so that previews work without any.
    checkConfig: unary((request: CheckRequest) =>
      new CheckResponse().setInputs(hideCredentials(request.getNews())),
    ),
    // No change of settings replaces a provider, because that would replace every resource under it.
    diffConfig: unary((_request: DiffRequest) =>
      new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_UNKNOWN),
    ),
    configure: unary(verbs.configure),
    check: unary(judgements.check),
    diff: unary(judgements.diff),
    create: unary(verbs.create),
    read: unary(verbs.read),
    update: unary(verbs.update),
    delete: unary(async (request: Parameters<NativeVerbs["delete"]>[0]) => {
      await verbs.delete(request);
      return empty();
    }),
    invoke: unary(verbs.invoke),
    cancel: unary(() => {
      host.cancel();
      return empty();
    }),
    getMapping: unary(() => new GetMappingResponse()),
    getMappings: unary(() => new GetMappingsResponse()),
    parameterize: unimplemented("parameterize"),
    construct: unimplemented("construct"),
    call: unimplemented("call"),
    list: (call: ServerWritableStream<unknown, unknown>) => {
      call.emit("error", { code: status.UNIMPLEMENTED, details: notThere("list") });
    },
  };
}

function unimplemented(name: string): Unary<unknown, never> {
  return (_call, callback) => callback({ code: status.UNIMPLEMENTED, details: notThere(name) });
}

function notThere(name: string): string {
  return `the managed-agents provider has no ${name}`;
}
