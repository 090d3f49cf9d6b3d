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
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isOutOfReach, ProviderError } from "../../errors";
import type { ProviderFunctions } from "../../functions";
import type { Lifecycle, ReadResult } from "../../lifecycle";
import { isStored } from "../../model/state";
import type { VerbContext } from "../../reconcile/verb";
import { previewResource } from "../../survey";
import type { EngineLog } from "../engine-log";
import { redacting, withoutSecretReasons } from "../properties/redaction";
import { mergeMarks, type SecretMarks } from "../properties/secret-marks";
import { fromOptionalStruct, fromStruct, type Properties, toStruct } from "../properties/structs";
import { FailedCall } from "./host-errors";

/** What the composition root decides for the native host. */
export interface NativeHostOptions {
  /** By the type that stands in a resource's URN. */
  readonly lifecycleOf: (urn: string) => Lifecycle;
  readonly functions: ProviderFunctions;
  /** Settings of the provider resource, each a string; the engine sends them before every operation. */
  readonly configure: (settings: Readonly<Record<string, string>>) => Promise<void>;
  /** Whether the engine is to read every resource before a preview or an update. */
  readonly refreshesBeforeUpdate: () => boolean;
  /** Whether a preview may look at sessions to tell how many would change. */
  readonly previewLooks: () => boolean;
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

/** One call of the engine, as far as all verbs are alike. */
interface Call {
  readonly urn?: string;
  readonly timeoutSeconds?: number;
  readonly secrets: SecretMarks;
  /** What the engine stores as inputs if the call leaves a resource behind and fails. */
  readonly inputs?: Properties["value"];
}

/** How others' entries stood before is nobody's business to read in a state file (API §4.1: URLs may hold secrets). */
const alwaysSecret: SecretMarks = { places: new Set(["/baseline"]), texts: new Set() };

export function createNativeVerbs(options: NativeHostOptions): NativeVerbs {
  const { lifecycleOf, functions, refreshesBeforeUpdate, previewLooks } = options;
  let toldNotRefreshed = false;

  async function run<Result>(
    { urn = "", timeoutSeconds = 0, secrets, inputs = {} }: Call,
    work: (context: VerbContext) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work({
        reporter: redacting(options.log().reporterFor(urn), secrets),
        urn,
        signal: options.signal(),
        timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : undefined,
      });
    } catch (error) {
      throw new FailedCall(error, secrets, inputs, refreshesBeforeUpdate());
    }
  }

  /**
   * A preview must work without credentials, and the engine reads before it. Whoever gave some asks what the sessions
   * have, and a deployment that nobody could answer must not look like one that found nothing to do.
   */
  async function readOrKeep(
    request: ReadRequest,
    state: Properties,
    context: VerbContext,
  ): Promise<KeptOrRead> {
    const wasStored = isStored(state.value);
    try {
      return await lifecycleOf(request.getUrn()).read(
        request.getId(),
        wasStored ? state.value : undefined,
        context,
      );
    } catch (error) {
      if (!wasStored || !isOutOfReach(error) || error.kind !== "configuration") {
        throw error;
      }
      if (!toldNotRefreshed) {
        toldNotRefreshed = true;
        const stack = redacting(options.log().reporterFor(undefined), state.secrets);
        stack.warn(
          `not refreshed, comparing with the saved state only; drift was not looked for: ${error.message}`,
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
      await options.configure(
        Object.fromEntries(settings.map(([key, setting]) => [key, String(setting)])),
      );
      toldNotRefreshed = false;
      return new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    },

    async create(request) {
      const inputs = fromStruct(request.getProperties(), "properties");
      const secrets = mergeMarks(inputs.secrets, alwaysSecret);
      const timeoutSeconds = request.getTimeout();
      const call = { urn: request.getUrn(), timeoutSeconds, secrets, inputs: inputs.value };
      const lifecycle = lifecycleOf(call.urn);
      return run(call, async (context) => {
        if (request.getPreview()) {
          const planned = await previewResource(lifecycle, [inputs.value], context, previewLooks());
          return new CreateResponse().setProperties(toStruct(planned.state, secrets));
        }
        const { id, state } = await lifecycle.create(inputs.value, context);
        return new CreateResponse()
          .setId(id)
          .setProperties(stored(state, secrets))
          .setRefreshBeforeUpdate(refreshesBeforeUpdate());
      });
    },

    async read(request) {
      const state = fromOptionalStruct(request.getProperties());
      const inputs = fromOptionalStruct(request.getInputs());
      const secrets = mergeMarks(state.secrets, inputs.secrets, alwaysSecret);
      const call = { urn: request.getUrn(), timeoutSeconds: request.getTimeout(), secrets };
      return run(call, async (context) => {
        const result = await readOrKeep(request, { value: state.value, secrets }, context);
        if (result.kind === "gone") {
          return new ReadResponse();
        }
        return new ReadResponse()
          .setId(result.id)
          .setProperties(stored(result.state, secrets))
          .setInputs(stored(result.inputs, secrets))
          .setRefreshBeforeUpdate(refreshesBeforeUpdate());
      });
    },

    async update(request) {
      const inputs = fromStruct(request.getNews(), "new inputs");
      const prior = fromStruct(request.getOlds(), "old state");
      const secrets = mergeMarks(prior.secrets, inputs.secrets, alwaysSecret);
      const timeoutSeconds = request.getTimeout();
      const call = { urn: request.getUrn(), timeoutSeconds, secrets, inputs: inputs.value };
      const lifecycle = lifecycleOf(call.urn);
      return run(call, async (context) => {
        const answer = new UpdateResponse().setRefreshBeforeUpdate(refreshesBeforeUpdate());
        if (request.getPreview()) {
          const pair = [inputs.value, prior.value] as const;
          const planned = await previewResource(lifecycle, pair, context, previewLooks());
          return answer.setProperties(toStruct(planned.state, secrets));
        }
        const id = request.getId();
        const { state } = await lifecycle.update(id, prior.value, inputs.value, context);
        return answer.setProperties(stored(state, secrets));
      });
    },

    async delete(request) {
      const { value, secrets } = fromStruct(request.getProperties(), "state");
      const call = { urn: request.getUrn(), timeoutSeconds: request.getTimeout(), secrets };
      return run(call, (context) =>
        lifecycleOf(request.getUrn()).delete(request.getId(), value, context),
      );
    },

    async invoke(request) {
      const { value, secrets } = fromOptionalStruct(request.getArgs());
      const name = request.getTok().split(":").at(-1);
      if (name !== "getSession" && name !== "listSessions") {
        throw new ProviderError("invalid", `there is no function ${request.getTok()}`);
      }
      const result = await run({ secrets }, (context) => functions[name](value, context));
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

/** What the engine stores, its secrets marked, and none of them in a reason that is kept. */
function stored(record: Properties["value"], secrets: SecretMarks): Struct {
  return toStruct(withoutSecretReasons(record, secrets), secrets);
}

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}
