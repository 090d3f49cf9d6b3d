import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Lifecycle } from "../../lifecycle";
import type { PropertyChange } from "../../plan/detailed-diff";
import type { EngineLog } from "../engine-log";
import { redacted, redacting } from "../properties/redaction";
import { fromOptionalStruct, fromStruct, toStruct } from "../properties/structs";

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
        log().reporterFor(request.getUrn()).warn(difference.replacement);
      }
      const response = new DiffResponse()
        .setChanges(
          difference.changes.length === 0 && difference.verdict.kind === "same"
            ? DiffResponse.DiffChanges.DIFF_NONE
            : DiffResponse.DiffChanges.DIFF_SOME,
        )
        .setHasdetaileddiff(true);
      if (difference.verdict.kind === "replace") {
        response.setReplacesList([...difference.verdict.keys]);
      }
      const detailed = response.getDetaileddiffMap();
      for (const { path, kind } of difference.changes) {
        detailed.set(path, new PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
      }
      return response.setDiffsList([
        ...new Set(difference.changes.map(({ path }) => topLevel(path))),
      ]);
    },
  };
}

function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
