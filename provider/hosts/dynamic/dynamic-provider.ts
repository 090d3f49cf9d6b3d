import type { dynamic } from "@pulumi/pulumi";
import type { Violation } from "../../check/violation";
import type { Lifecycle } from "../../lifecycle";
import { isStored } from "../../model/state";
import type { VerbContext } from "../../reconcile/verb";
import type { EngineLog } from "../engine-log";
import { durationMs } from "./duration";
import { toHostError } from "./host-errors";
import { fromHost, type HostProperties, toHost } from "./property-values";

type Properties = Record<string, unknown>;
type Verb = "create" | "read" | "update" | "delete";

/** What one process of the dynamic host works with, once the stack's configuration is known. */
export interface DynamicHostOptions {
  /** Reads settings from the stack configuration; called once, before any verb. */
  readonly configure: (get: (key: string) => string | undefined) => void;
  readonly lifecycle: Lifecycle;
  readonly log: EngineLog;
  /** Ends every verb; the engine does not tell this host of Cancel, but it may die. */
  readonly signal: AbortSignal;
}

/**
 * The path stands in the sentence. Given as the property, the engine would print the value it finds there in Go's
 * notation: all of an array, secrets included, and `<nil>` for whatever lies deeper than the first level.
 */
function failureOf({ path, reason }: Violation): dynamic.CheckFailure {
  return { property: "", reason: `${path}: ${reason}` };
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

  /** Runs one verb: configured, with the log delivered before the engine hears of the end. */
  async function run<Result>(
    verb: Verb,
    properties: Properties,
    work: (
      visible: Readonly<Properties>,
      hidden: Readonly<Properties>,
      context: VerbContext,
    ) => Promise<Result>,
  ): Promise<Result> {
    const { visible, hidden } = fromHost(properties);
    try {
      await configured;
      return await work(visible, hidden, contextOf(verb, hidden));
    } catch (error) {
      throw toHostError(error, hidden);
    } finally {
      await log.flush();
    }
  }

  function contextOf(verb: Verb, hidden: Readonly<Properties>): VerbContext {
    const timeouts = hidden.__timeouts as Readonly<Record<string, unknown>> | undefined;
    const urn = typeof hidden.__urn === "string" ? hidden.__urn : undefined;
    return {
      reporter: log.reporterFor(urn),
      urn,
      signal: options.signal,
      timeoutMs: durationMs(timeouts?.[verb]),
    };
  }

  /** The engine may ask for the same difference twice in one operation; what is said of it is said once. */
  const told = new Set<string>();
  /** A refresh asks for the difference from what it found to what was declared, and is about to write nothing. */
  const checked = new Set<string | undefined>();

  async function judged(
    prior: HostProperties,
    next: HostProperties,
  ): Promise<ReturnType<Lifecycle["diff"]>> {
    const { urn, reporter } = contextOf("update", next.hidden);
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
        const { sentences, cautions } = lifecycle.plan(next.visible, prior.visible);
        [...sentences, ...cautions].forEach(tellOnce(reporter.info));
      }
      return verdict;
    } catch (error) {
      throw toHostError(error, next.hidden);
    } finally {
      await log.flush();
    }
  }

  return {
    async configure(request) {
      try {
        options.configure((key) => request.config.get(key));
      } catch (error) {
        throw toHostError(error, {});
      } finally {
        markConfigured();
      }
    },

    async check(olds: Properties, news: Properties) {
      const { visible, hidden } = fromHost(news);
      // The class sends `access` only so that it is secret or unknown where its sources are.
      const { access: _access, ...inputs } = visible;
      const urn = typeof hidden.__urn === "string" ? hidden.__urn : undefined;
      const prior = fromHost(olds ?? {}).visible;
      const result = lifecycle.check(inputs, prior, urn);
      const { reporter } = contextOf("create", hidden);
      if (Object.keys(prior).length === 0 && result.violations.length === 0) {
        const { sentences, cautions } = lifecycle.plan(result.inputs, undefined);
        [...sentences, ...cautions].forEach(reporter.info);
      }
      checked.add(urn);
      result.warnings.forEach(reporter.warn);
      result.notes.forEach(reporter.info);
      await log.flush();
      return {
        inputs: toHost(result.inputs, hidden),
        failures: result.violations.map(failureOf),
      };
    },

    async diff(_id: string, olds: Properties, news: Properties) {
      const prior = fromHost(olds);
      const next = fromHost(news);
      const verdict = await judged(prior, next);
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

    create: (inputs: Properties) =>
      run("create", inputs, async (visible, hidden, context) => {
        const { id, state } = await lifecycle.create(visible, context);
        return { id, outs: toHost({ ...state }, hidden) };
      }),

    read: (id: string, props: Properties = {}) =>
      run("read", props, async (visible, hidden, context) => {
        const state = isStored(visible) ? visible : undefined;
        const result = await lifecycle.read(id, state, context);
        return result.kind === "gone"
          ? {}
          : {
              id: result.id,
              props: toHost({ ...result.state }, hidden),
              inputs: toHost(result.inputs, hidden),
            };
      }),

    update: (id: string, olds: Properties, news: Properties) =>
      run("update", news, async (visible, hidden, context) => {
        const { state } = await lifecycle.update(id, fromHost(olds).visible, visible, context);
        return { outs: toHost({ ...state }, hidden) };
      }),

    delete: (id: string, props: Properties) =>
      run("delete", props, (visible, _hidden, context) => lifecycle.delete(id, visible, context)),
  };
}
