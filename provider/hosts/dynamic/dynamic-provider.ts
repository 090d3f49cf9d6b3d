import type { dynamic } from "@pulumi/pulumi";
import type { Violation } from "../../check/violation";
import type { Lifecycle } from "../../lifecycle";
import type { PropertyRecord } from "../../model/property-record";
import { isStored } from "../../model/state";
import type { VerbContext } from "../../reconcile/verb";
import type { EngineLog } from "../engine-log";
import { redacted, redacting, withoutSecretReasons } from "../properties/redaction";
import { mergeMarks, noSecrets, type SecretMarks } from "../properties/secret-marks";
import { durationMs } from "./duration";
import { type FailedCall, nothingGiven, toHostError } from "./host-errors";
import { hiddenFor, secretsOf, storedSecretsOf } from "./host-secrets";
import { fromHost, type HostProperties, toHost } from "./property-values";

type Verb = "create" | "read" | "update" | "delete";

/** What one process of the dynamic host works with, once the stack's configuration is known. */
export interface DynamicHostOptions {
  /** Reads settings from the stack configuration and refuses an engine that does not do; called once, before any verb. */
  readonly configure: (get: (key: string) => string | undefined) => Promise<void>;
  readonly lifecycle: Lifecycle;
  readonly log: EngineLog;
  /** Ends every verb; the engine does not tell this host of Cancel, but it may die. */
  readonly signal: AbortSignal;
}

/**
 * The path stands in the sentence. Given as the property, the engine would print the value it finds there in Go's
 * notation: all of an array, secrets included, and `<nil>` for whatever lies deeper than the first level.
 */
function toCheckFailure({ path, reason }: Violation, secrets: SecretMarks): dynamic.CheckFailure {
  return { property: "", reason: redacted(secrets, `${path}: ${reason}`) };
}

/**
 * The lifecycle as Pulumi's dynamic host calls it. Translates properties, errors and log lines; decides nothing.
 *
 * The host runs calls side by side, and a second one can start before `configure` has finished: every verb that needs
 * the configuration awaits it. `undefined` for `changes` lets the engine find and show the differing properties.
 */
export function createDynamicProvider(options: DynamicHostOptions): dynamic.ResourceProvider {
  const { lifecycle, log } = options;
  let markConfigured: () => void = () => {};
  const configured = new Promise<void>((resolve) => {
    markConfigured = resolve;
  });

  /** Runs one verb: configured, nothing secret told, with the log delivered before the engine hears of the end. */
  async function run<Result>(
    verb: Verb,
    call: FailedCall,
    work: (visible: PropertyRecord, context: VerbContext) => Promise<Result>,
  ): Promise<Result> {
    const { visible, hidden } = call.properties;
    try {
      await configured;
      return await work(visible, contextOf(verb, hidden, call.secrets));
    } catch (error) {
      throw toHostError(error, call);
    } finally {
      await log.flush();
    }
  }

  function contextOf(
    verb: Verb,
    hidden: PropertyRecord,
    secrets: SecretMarks,
  ): VerbContext & { readonly urn: string | undefined } {
    const timeouts = hidden.__timeouts as PropertyRecord | undefined;
    const urn = typeof hidden.__urn === "string" ? hidden.__urn : undefined;
    return {
      reporter: redacting(log.reporterFor(urn), secrets),
      urn,
      signal: options.signal,
      timeoutMs: durationMs(timeouts?.[verb]),
    };
  }

  /** By URN, what was secret among the inputs that are stored, as the check of this operation was given them. */
  const inputSecrets = new Map<unknown, SecretMarks>();

  /** A state may not know yet what has become secret since it was written without changing; its inputs do. */
  function changingSecretsOf(prior: HostProperties, next: HostProperties): SecretMarks {
    const remembered = inputSecrets.get(next.hidden.__urn) ?? noSecrets;
    return mergeMarks(secretsOf(prior), remembered, secretsOf(next));
  }

  /** What the engine stores: the state, and the hidden keys that fit it. */
  function stored(
    state: PropertyRecord,
    { properties, secrets }: FailedCall,
  ): Record<string, unknown> {
    const told = withoutSecretReasons(state, secrets);
    return toHost(told, hiddenFor(told, properties));
  }

  /** The engine may ask for the same difference twice in one operation; what is said of it is said once. */
  const told = new Set<string>();
  /** A refresh asks for the difference from what it found to what was declared, and is about to write nothing. */
  const checked = new Set<string | undefined>();

  async function judged(
    prior: HostProperties,
    next: HostProperties,
  ): Promise<ReturnType<Lifecycle["diff"]>> {
    const secrets = changingSecretsOf(prior, next);
    const { urn, reporter } = contextOf("update", next.hidden, secrets);
    const tellOnce = (tell: (text: string) => void) => (text: string) => {
      if (!told.has(`${urn} ${text}`)) {
        told.add(`${urn} ${text}`);
        tell(text);
      }
    };
    try {
      const of = { urn, state: prior.visible };
      const { verdict, replacement } = lifecycle.describeDiff(prior.visible, next.visible, of);
      if (replacement !== undefined) {
        tellOnce(reporter.warn)(replacement);
      }
      if (verdict.kind === "update" && checked.has(urn)) {
        const { sentences, cautions } = lifecycle.plan(next.visible, prior.visible, urn);
        [...sentences, ...cautions].forEach(tellOnce(reporter.info));
      }
      return verdict;
    } catch (error) {
      throw toHostError(error, { properties: next, secrets });
    } finally {
      await log.flush();
    }
  }

  return {
    async configure(request) {
      try {
        await options.configure((key) => request.config.get(key));
      } catch (error) {
        throw toHostError(error, nothingGiven);
      } finally {
        markConfigured();
      }
    },

    async check(olds: PropertyRecord, news: PropertyRecord) {
      const stated = fromHost(news);
      const secrets = secretsOf(stated);
      // The class sends `access` only so that it is secret or unknown where its sources are.
      const { access: _access, ...inputs } = stated.visible;
      const { reporter, urn } = contextOf("create", stated.hidden, secrets);
      const prior = fromHost(olds ?? {});
      inputSecrets.set(stated.hidden.__urn, secretsOf(prior));
      const result = lifecycle.check(inputs, prior.visible, urn);
      if (Object.keys(prior.visible).length === 0 && result.violations.length === 0) {
        const { sentences, cautions } = lifecycle.plan(result.inputs, undefined);
        [...sentences, ...cautions].forEach(reporter.info);
      }
      checked.add(urn);
      result.warnings.forEach(reporter.warn);
      result.notes.forEach(reporter.info);
      await log.flush();
      return {
        inputs: toHost(result.inputs, hiddenFor(result.inputs, stated)),
        failures: result.violations.map((violation) => toCheckFailure(violation, secrets)),
      };
    },

    async diff(_id: string, olds: PropertyRecord, news: PropertyRecord) {
      const prior = fromHost(olds);
      const verdict = await judged(prior, fromHost(news));
      switch (verdict.kind) {
        case "same":
          // A state that the native plugin wrote lacks the text by which this host finds the provider again, and
          // refresh and destroy have nothing else: an update, which writes nothing to the session, puts it there.
          return { changes: prior.hidden.__provider === undefined };
        case "update":
          return {};
        case "replace":
          return { replaces: [...verdict.keys] };
      }
    },

    create: (inputs: PropertyRecord) => {
      const properties = fromHost(inputs);
      const call = { properties, secrets: secretsOf(properties) };
      return run("create", call, async (visible, context) => {
        const { id, state } = await lifecycle.create(visible, context);
        return { id, outs: stored({ ...state }, call) };
      });
    },

    read: (id: string, props: PropertyRecord = {}) => {
      const properties = fromHost(props);
      const call = { properties, secrets: storedSecretsOf(properties) };
      return run("read", call, async (visible, context) => {
        const state = isStored(visible) ? visible : undefined;
        const result = await lifecycle.read(id, state, context);
        return result.kind === "gone"
          ? {}
          : {
              id: result.id,
              props: stored({ ...result.state }, call),
              inputs: stored(result.inputs, call),
            };
      });
    },

    update: (id: string, olds: PropertyRecord, news: PropertyRecord) => {
      const properties = fromHost(news);
      const prior = fromHost(olds);
      const call = { properties, secrets: changingSecretsOf(prior, properties) };
      return run("update", call, async (visible, context) => {
        const { state } = await lifecycle.update(id, prior.visible, visible, context);
        return { outs: stored({ ...state }, call) };
      });
    },

    delete: (id: string, props: PropertyRecord) => {
      const properties = fromHost(props);
      const call = { properties, secrets: storedSecretsOf(properties) };
      return run("delete", call, (visible, context) => lifecycle.delete(id, visible, context));
    },
  };
}
