import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { isProviderError } from "../../provider/errors";
import { createLifecycle, type Lifecycle } from "../../provider/lifecycle";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { type Emulator, type SessionRights, startEmulator } from "../emulator";
import { createFakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";
import type { Declaration, TruthCase } from "./cases";
import { edited, type WireArrays } from "./wire";

/*
 * Plays a case through the verbs, as the engine would call them, over an emulator: check, diff and plan, then create or
 * update where there is a difference. What was said and what was so is written down; the laws judge it.
 */

type Properties = Readonly<Record<string, unknown>>;

/** One look at what the session holds and may do. */
export interface Standing {
  readonly arrays: WireArrays;
  readonly rights: SessionRights;
}

/** One `pulumi up`: what its preview said, and what came of it. */
export interface Deployment {
  readonly declared: Declaration;
  /** Checked inputs of before; undefined at the first deployment. */
  readonly priorInputs: Properties | undefined;
  readonly inputs: Properties;
  readonly verdict: "create" | "same" | "update" | "replace";
  /** Paths of the differences that the engine would show. */
  readonly paths: readonly string[];
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
  readonly before: Standing;
  readonly after: Standing;
  /** Requests that are no looks. */
  readonly writes: number;
  readonly state: Properties;
}

export type Played =
  /** The declaration breaks a rule of the API: refused in the preview. */
  | { readonly kind: "refused"; readonly reasons: readonly string[]; readonly step: string }
  /** It could not be brought about; the session must be as it was. */
  | {
      readonly kind: "failed";
      readonly step: string;
      readonly message: string;
      readonly before: Standing;
      readonly after: Standing;
    }
  | {
      readonly kind: "played";
      readonly start: Deployment | undefined;
      readonly first: Deployment | undefined;
      /** What a refresh after `others` found. */
      readonly found: Refreshed | undefined;
      readonly next: Deployment;
      /** The same declaration once more, without and with a look. */
      readonly again: Deployment;
      readonly settled: Settled;
    };

export interface Refreshed {
  readonly inputs: Properties;
  readonly state: Properties;
  readonly standing: Standing;
}

export interface Settled extends Refreshed {
  /** Paths of what the engine would show as drift. */
  readonly drift: readonly string[];
}

export interface Stage {
  play(subject: TruthCase): Promise<Played>;
  /** A session with these arrays, as long as `use` needs it. */
  within<Result>(session: WireArrays, use: (scene: Scene) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const apiKey = "sk-ant-emulator-0123456789";
const settings = { resumeMessage: null, onDelete: "retain" };

export async function openStage(): Promise<Stage> {
  const emulator = await startEmulator({ apiKey, newerWords: true, requestLogMax: 100 });
  const clock = createFakeClock();
  const random = () => 0;
  const endpoint = resolveEndpoint(
    {
      "managed-agents:apiKey": apiKey,
      "managed-agents:baseUrl": emulator.url,
      "managed-agents:requestsPerMinute": "60000",
    },
    {},
  );
  const api = createSessionApi({ endpoint, clock, random });
  const processWide = createProcessWide();
  const lifecycle = createLifecycle(
    () => ({ api, baselineText, clock, random, looks: singleLooks(api), ...processWide }),
    surroundings,
  );
  let count = 0;
  const within: Stage["within"] = async (session, use) => {
    count += 1;
    const sessionId = `sesn_${count}`;
    emulator.seed({ id: sessionId, ...session });
    try {
      return await use({ emulator, lifecycle, sessionId });
    } finally {
      emulator.remove(sessionId);
    }
  };
  return {
    within,
    play: (subject) => within(subject.session, (scene) => playOn(scene, subject)),
    async close() {
      await api.close();
      await emulator.close();
    },
  };
}

export interface Scene {
  readonly emulator: Emulator;
  readonly lifecycle: Lifecycle;
  readonly sessionId: string;
}

class Ended extends Error {
  constructor(readonly outcome: Played) {
    super("the case ended early");
  }
}

async function playOn(scene: Scene, subject: TruthCase): Promise<Played> {
  try {
    const { earlier, prior, others, refreshes, next: declared } = subject;
    const start = earlier && (await deploy(scene, earlier, undefined, { name: "earlier" }));
    const first = prior && (await deploy(scene, prior, start, { name: "first" }));
    if (others !== undefined)
      scene.emulator.edit(scene.sessionId, edited(standing(scene).arrays, others));
    const stored = first && { inputs: first.inputs, state: first.state };
    const found = refreshes && stored ? await refreshed(scene, stored.state) : undefined;
    const next = await deploy(scene, declared, found ?? stored, {
      name: "next",
      unseen: others !== undefined && !refreshes,
    });
    const settled = await refreshed(scene, next.state);
    const shown = scene.lifecycle.describeDiff(settled.inputs, next.inputs);
    const again = await deploy(scene, declared, next, { name: "again" });
    return {
      kind: "played",
      start,
      first,
      found,
      next,
      again,
      settled: { ...settled, drift: shown.changes.map(({ path }) => path) },
    };
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    throw error;
  }
}

export function standing({ emulator, sessionId }: Scene): Standing {
  const session = emulator.session(sessionId);
  const rights = emulator.rights(sessionId);
  if (session === undefined || rights === undefined) throw new Error("the session is gone");
  return { arrays: session.agent, rights };
}

interface Step {
  readonly name: "earlier" | "first" | "next" | "again";
  /** Whether somebody changed the session since it was last looked at. */
  readonly unseen?: boolean;
}

interface Stored {
  readonly inputs: Properties;
  readonly state: Properties;
}

async function deploy(
  scene: Scene,
  declared: Declaration,
  stored: Stored | undefined,
  step: Step,
): Promise<Deployment> {
  const { lifecycle, sessionId, emulator } = scene;
  const given = { sessionId, ...settings, ...declared };
  const checked = lifecycle.check(given, stored?.inputs, undefined);
  if (checked.violations.length > 0) {
    const reasons = checked.violations.map(({ path, reason }) => `${path}: ${reason}`);
    throw new Ended({ kind: "refused", reasons, step: step.name });
  }
  const inputs = checked.inputs as Properties;
  const described = stored && lifecycle.describeDiff(stored.inputs, inputs);
  const verdict = described?.verdict.kind ?? "create";
  const isSame = verdict === "same" && described?.changes.length === 0;
  const planned = isSame ? undefined : lifecycle.plan(inputs, stored?.state);
  const before = standing(scene);
  emulator.clearRequests();
  const stays = isSame && stored !== undefined;
  const left =
    stays && step.unseen ? stored.state : await applied(scene, inputs, stored, step.name, before);
  // Where nothing differs the engine asks for no update. One was asked for all the same: it must find nothing to do.
  const state = stays ? stored.state : left;
  return {
    declared,
    priorInputs: stored?.inputs,
    inputs,
    verdict,
    paths: described?.changes.map(({ path }) => path) ?? [],
    sentences: planned?.sentences ?? [],
    warnings: checked.warnings,
    before,
    after: standing(scene),
    writes: emulator.requests.filter(({ method }) => method !== "GET").length,
    state,
  };
}

async function applied(
  scene: Scene,
  inputs: Properties,
  stored: Stored | undefined,
  step: string,
  before: Standing,
): Promise<Properties> {
  const { lifecycle, sessionId } = scene;
  try {
    const { state } =
      stored === undefined
        ? await lifecycle.create(inputs, silent)
        : await lifecycle.update(sessionId, stored.state, inputs, silent);
    return asStored(state);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const { message } = error;
    throw new Ended({ kind: "failed", step, message, before, after: standing(scene) });
  }
}

async function refreshed(scene: Scene, state: Properties): Promise<Refreshed> {
  const result = await scene.lifecycle.read(scene.sessionId, state, silent);
  if (result.kind === "gone") throw new Error("the session is gone");
  return {
    inputs: asStored(result.inputs),
    state: asStored(result.state),
    standing: standing(scene),
  };
}

/** What the engine stores is JSON. */
export function asStored(state: Properties): Properties {
  return JSON.parse(JSON.stringify(state)) as Properties;
}

export const silent: VerbContext = {
  reporter: { progress: () => undefined, info: () => undefined, warn: () => undefined },
};
