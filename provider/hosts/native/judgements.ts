import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
} from "@pulumi/pulumi/proto/provider_pb";
import { refusedIgnore } from "../../check/ignored-paths";
import { ProviderError } from "../../errors";
import type { Lifecycle } from "../../lifecycle";
import type { PropertyChange } from "../../plan/detailed-diff";
import type { EngineLog } from "../engine-log";
import { redacted, redacting } from "../properties/redaction";
import { mergeMarks } from "../properties/secret-marks";
import { fromOptionalStruct, fromStruct, type Properties, toStruct } from "../properties/structs";

/** The verbs that need neither a network nor credentials, from request to response. */
export interface NativeJudgements {
  check(request: CheckRequest): Promise<CheckResponse>;
  diff(request: DiffRequest): Promise<DiffResponse>;
  /** What was told in one operation of the engine is told again in the next. */
  forget(): void;
}

const { Kind } = PropertyDiff;
const kinds = {
  add: Kind.ADD,
  delete: Kind.DELETE,
  update: Kind.UPDATE,
  replace: Kind.UPDATE_REPLACE,
} satisfies Record<
  PropertyChange["kind"],
  PropertyDiff["getKind"] extends () => infer K ? K : never
>;

export function createNativeJudgements(
  lifecycleOf: (urn: string) => Lifecycle,
  log: () => EngineLog,
): NativeJudgements {
  /** The engine may ask for the same difference twice in one preview; what is said of it is said once. */
  const toldReplacements = new Set<string>();

  return {
    forget: () => toldReplacements.clear(),

    async check(request) {
      const news = fromStruct(request.getNews(), "inputs");
      const olds = fromOptionalStruct(request.getOlds());
      const { access: _access, ...inputs } = news.value;
      const urn = request.getUrn();
      const result = lifecycleOf(urn).check(inputs, olds.value, urn === "" ? undefined : urn);
      const reporter = redacting(log().reporterFor(urn), news.secrets);
      result.warnings.forEach(reporter.warn);
      result.notes.forEach(reporter.info);
      return new CheckResponse().setInputs(toStruct(result.inputs, news.secrets)).setFailuresList(
        result.violations.map(({ path, reason }) =>
          // Given as the property, the engine would print the value it finds there, in Go's notation.
          new CheckFailure().setReason(redacted(news.secrets, `${path}: ${reason}`)),
        ),
      );
    },

    async diff(request) {
      // Only here does the protocol tell of it; programs of every language come by.
      const refusal = refusedIgnore(request.getIgnorechangesList());
      if (refusal !== undefined) {
        throw new ProviderError("invalid", `${refusal} Nothing was changed.`);
      }
      const news = fromStruct(request.getNews(), "new inputs");
      const state = fromOptionalStruct(request.getOlds());
      const oldInputs = fromOptionalStruct(request.getOldInputs());
      const isEmpty = Object.keys(oldInputs.value).length === 0;
      const prior = isEmpty ? state.value : oldInputs.value;
      const difference = lifecycleOf(request.getUrn()).describeDiff(prior, news.value, {
        urn: request.getUrn() === "" ? undefined : request.getUrn(),
        state: state.value,
      });
      const told = `${request.getUrn()} ${difference.replacement}`;
      if (difference.replacement !== undefined && !toldReplacements.has(told)) {
        toldReplacements.add(told);
        const secrets = mergeMarks(state.secrets, oldInputs.secrets, news.secrets);
        redacting(log().reporterFor(request.getUrn()), secrets).warn(difference.replacement);
      }
      const hidden = hidesMore(isEmpty ? state : oldInputs, news) ? [hiddenChange] : [];
      return responseOf({ ...difference, changes: [...difference.changes, ...hidden] });
    },
  };
}

type Difference = ReturnType<Lifecycle["describeDiff"]>;

/**
 * Some value that stays as it is becomes secret, and the engine leaves a resource's outputs as they were, in clear,
 * unless it is updated. The update writes nothing to the session.
 */
function hidesMore(olds: Properties, news: Properties): boolean {
  return [...news.secrets.places].some((place) => !olds.secrets.places.has(place));
}

/**
 * Named after the value, the engine would print what it was so far, in clear; with nothing named, all inputs. A key with
 * two underscores is shown nowhere.
 */
const hiddenChange: PropertyChange = { path: "__secrets", kind: "update" };

function responseOf({ verdict, changes }: Difference): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const isSame = changes.length === 0 && verdict.kind === "same";
  const response = new DiffResponse()
    .setChanges(isSame ? DIFF_NONE : DIFF_SOME)
    .setHasdetaileddiff(true);
  if (verdict.kind === "replace") {
    response.setReplacesList([...verdict.keys]);
  }
  const detailed = response.getDetaileddiffMap();
  for (const { path, kind } of changes) {
    detailed.set(path, new PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  }
  return response.setDiffsList([...new Set(changes.map(({ path }) => topLevel(path)))]);
}

function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
