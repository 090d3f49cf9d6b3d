import {
  type ConfigureRequest,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type InvokeRequest,
  InvokeResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { isProviderError, PartialStateError, ProviderError } from "../../errors";
import type { ProviderFunctions } from "../../functions";
import type { Lifecycle, ReadResult } from "../../lifecycle";
import { storedSessionId } from "../../model/state";
import type { Reporter } from "../../reconcile/reporter";
import type { VerbContext } from "../../reconcile/verb";
import type { EngineLog } from "../engine-log";
import { mergeMarks, redacted, type SecretMarks } from "../properties/secret-marks";
import { fromOptionalStruct, fromStruct, type Properties, toStruct } from "../properties/structs";
import { PartialResource } from "./answers";

/** What the composition root decides for the native host. */
export interface NativeHostOptions {
  readonly lifecycle: Lifecycle;
  readonly functions: ProviderFunctions;
  /** Settings of the provider resource, each a string; the engine sends them before every operation. */
  readonly configure: (settings: Readonly<Record<string, string>>) => void;
  /** Whether the engine is to read every resource before a preview or an update. */
  readonly refreshesBeforeUpdate: () => boolean;
  readonly log: () => EngineLog;
  /** Aborted by Cancel; a new one afterwards. */
  readonly signal: () => AbortSignal;
}

/** The verbs that reach the session, from request to response. Translates; decides nothing. */
export interface NativeVerbs {
  configure(request: ConfigureRequest): Promise<ConfigureResponse>;
  create(request: CreateRequest): Promise<CreateResponse>;
  read(request: ReadRequest): Promise<ReadResponse>;
  update(request: UpdateRequest): Promise<UpdateResponse>;
  delete(request: DeleteRequest): Promise<void>;
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
}

/** How others' entries stood before is nobody's business to read in a state file (API §4.1: URLs may hold secrets). */
const alwaysSecret: SecretMarks = { places: new Set(["/baseline"]), texts: new Set() };

export function createNativeVerbs(options: NativeHostOptions): NativeVerbs {
  const { lifecycle, functions } = options;
  let toldNotRefreshed = false;

  function contextOf(urn: string, timeoutSeconds: number, secrets: SecretMarks): VerbContext {
    return {
      reporter: redacting(options.log().reporterFor(urn), secrets),
      signal: options.signal(),
      timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : undefined,
    };
  }

  /** Adds to a partial failure what the engine stores with it. */
  async function keepingPartial<Result>(
    inputs: Properties,
    secrets: SecretMarks,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PartialStateError) {
        throw new PartialResource(error, inputs.value, secrets, options.refreshesBeforeUpdate());
      }
      throw error;
    }
  }

  function sentencesTo(reporter: Reporter, sentences: readonly string[]): void {
    sentences.forEach(reporter.info);
  }

  /** A preview must work without credentials and without a network, and the engine reads before it. */
  async function readOrKeep(request: ReadRequest, state: Properties): Promise<KeptOrRead> {
    const context = contextOf(request.getUrn(), request.getTimeout(), state.secrets);
    const isStored = storedSessionId(state.value) !== undefined;
    try {
      return await lifecycle.read(request.getId(), isStored ? state.value : undefined, context);
    } catch (error) {
      if (!isStored || !isOutOfReach(error)) {
        throw error;
      }
      if (!toldNotRefreshed) {
        toldNotRefreshed = true;
        const why = redacted(state.secrets, error.message);
        options
          .log()
          .reporterFor(undefined)
          .warn(
            `not refreshed, comparing with the saved state only; drift was not looked for: ${why}`,
          );
      }
      const inputs = fromOptionalStruct(request.getInputs()).value;
      return { kind: "kept", id: request.getId(), inputs, state: state.value };
    }
  }

  return {
    async configure(request) {
      const { value } = fromOptionalStruct(request.getArgs());
      const settings = Object.entries(value).filter(([, setting]) => isSetting(setting));
      options.configure(
        Object.fromEntries(settings.map(([key, setting]) => [key, String(setting)])),
      );
      toldNotRefreshed = false;
      return new ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(false)
        .setAcceptoutputs(false);
    },

    async create(request) {
      const inputs = fromStruct(request.getProperties(), "properties");
      const secrets = mergeMarks(inputs.secrets, alwaysSecret);
      const context = contextOf(request.getUrn(), request.getTimeout(), secrets);
      if (request.getPreview()) {
        const planned = lifecycle.plan(inputs.value, undefined);
        sentencesTo(context.reporter, planned.sentences);
        return new CreateResponse().setProperties(toStruct(planned.state, secrets));
      }
      const { id, state } = await keepingPartial(inputs, secrets, () =>
        lifecycle.create(inputs.value, context),
      );
      return new CreateResponse()
        .setId(id)
        .setProperties(toStruct({ ...state }, secrets))
        .setRefreshBeforeUpdate(options.refreshesBeforeUpdate());
    },

    async read(request) {
      const state = fromOptionalStruct(request.getProperties());
      const inputs = fromOptionalStruct(request.getInputs());
      const secrets = mergeMarks(state.secrets, inputs.secrets, alwaysSecret);
      const result = await readOrKeep(request, { value: state.value, secrets });
      if (result.kind === "gone") {
        return new ReadResponse();
      }
      return new ReadResponse()
        .setId(result.id)
        .setProperties(toStruct({ ...result.state }, secrets))
        .setInputs(toStruct(result.inputs, secrets))
        .setRefreshBeforeUpdate(options.refreshesBeforeUpdate());
    },

    async update(request) {
      const inputs = fromStruct(request.getNews(), "new inputs");
      const prior = fromStruct(request.getOlds(), "old state");
      const secrets = mergeMarks(prior.secrets, inputs.secrets, alwaysSecret);
      const context = contextOf(request.getUrn(), request.getTimeout(), secrets);
      const answer = new UpdateResponse().setRefreshBeforeUpdate(options.refreshesBeforeUpdate());
      if (request.getPreview()) {
        const planned = lifecycle.plan(inputs.value, prior.value);
        sentencesTo(context.reporter, planned.sentences);
        return answer.setProperties(toStruct(planned.state, secrets));
      }
      const { state } = await keepingPartial(inputs, secrets, () =>
        lifecycle.update(request.getId(), prior.value, inputs.value, context),
      );
      return answer.setProperties(toStruct({ ...state }, secrets));
    },

    async delete(request) {
      const state = fromStruct(request.getProperties(), "state");
      const context = contextOf(request.getUrn(), request.getTimeout(), state.secrets);
      await lifecycle.delete(request.getId(), state.value, context);
    },

    async invoke(request) {
      const args = fromOptionalStruct(request.getArgs());
      const context = contextOf("", 0, args.secrets);
      const name = request.getTok().split(":").at(-1);
      const result =
        name === "getSession" || name === "listSessions"
          ? await functions[name](args.value, context)
          : undefined;
      if (result === undefined) {
        throw new ProviderError("invalid", `there is no function ${request.getTok()}`);
      }
      return new InvokeResponse().setReturn(toStruct(result));
    },
  };
}

/** What was read, or what was stored where nothing could be read. */
type KeptOrRead =
  | ReadResult
  | {
      readonly kind: "kept";
      readonly id: string;
      readonly inputs: Properties["value"];
      readonly state: Properties["value"];
    };

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}

function isOutOfReach(error: unknown): error is ProviderError {
  return isProviderError(error) && (error.kind === "configuration" || error.kind === "unavailable");
}

function redacting(reporter: Reporter, secrets: SecretMarks): Reporter {
  return {
    progress: (message) => reporter.progress(redacted(secrets, message)),
    info: (message) => reporter.info(redacted(secrets, message)),
    warn: (message) => reporter.warn(redacted(secrets, message)),
  };
}
