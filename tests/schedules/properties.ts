import type { StoredResource } from "../../provider/lifecycle";
import { createProcessWide } from "../../provider/wait/process-wide";
import { apiOf, type SessionModel, sessionId, type Written } from "./session-model";
import {
  inputsOf,
  lifecycleOn,
  type Name,
  namesOf,
  type OurWriter,
  observedTool,
  silent,
  type Writer,
} from "./writers";

/** How things stand once everybody has finished; one sentence per finding. */
export interface Judgement {
  /** Entries that we lost: of others, or of ours though nobody else overwrote them unseen. */
  readonly lost: readonly string[];
  /** Entries that a script had taken out on a fresh look and that we brought back. */
  readonly revived: readonly string[];
  /** Entries of ours that are gone and that a refresh does not show, or an update does not put back. */
  readonly unnoticed: readonly string[];
  /** Writers of ours whose entries somebody's stale write took away after their last look. */
  readonly hitAfterLastLook: number;
}

export async function judge(
  model: SessionModel,
  writers: readonly Writer[],
  results: readonly (StoredResource | undefined)[],
): Promise<Judgement> {
  const shared = writers.flatMap((writer, index) => {
    const result = results[index];
    return writer.kind === "shared" && result !== undefined ? [{ writer, result }] : [];
  });
  const overwrites = overwritesIn(model, writers);
  const lost = lostOfOthers(model, writers, overwrites);
  const revived = revivedIn(model, writers);
  const unnoticed: string[] = [];
  let hitAfterLastLook = 0;
  for (const { writer, result } of shared) {
    const missing = missingOf(model, writer);
    if (missing.length === 0) {
      continue;
    }
    // The one window: a write that our last look does not show, by somebody who posts whole arrays.
    const start = windowStart(model, writer, shared.length);
    if (overwrites.some(({ step }) => step > start)) {
      hitAfterLastLook += 1;
    } else {
      lost.push(`${missing.join()} of ${writer.name}, which nobody overwrote after its last look`);
    }
    unnoticed.push(...(await problemsOfRefresh(model, writer, result)));
  }
  return { lost, revived, unnoticed, hitAfterLastLook };
}

/**
 * From where on an overwrite may take our entries away unnoticed: from what our last read showed. Where several of ours
 * write, one may bring back for a moment what a script took away, and the other sees that moment: then it counts from
 * our first write.
 */
function windowStart(model: SessionModel, { name }: OurWriter, sharedCount: number): number {
  return sharedCount === 1
    ? (model.seenUpTo.get(name) ?? 0)
    : (model.writes.find(({ writer }) => writer === name)?.step ?? 0);
}

/** Writes of those who post the whole arrays and mean nothing by what they leave out, or everything. */
function overwritesIn(model: SessionModel, writers: readonly Writer[]): readonly Written[] {
  const names = new Set(writers.filter(({ kind }) => kind !== "shared").map(({ name }) => name));
  return model.writes.filter(({ writer }) => names.has(writer));
}

/** Entries that are nobody's of ours and stood in the last whole write stand at the end, byte for byte. */
function lostOfOthers(
  model: SessionModel,
  writers: readonly Writer[],
  overwrites: readonly Written[],
): string[] {
  const ours = ourNames(writers);
  const owed = overwrites.at(-1)?.arrays ?? model.initial;
  const removed = new Set(
    overwrites.flatMap(({ seen, arrays }) =>
      namesOf(seen).filter((name) => !namesOf(arrays).includes(name)),
    ),
  );
  const texts = new Set(model.arrays.tools.map(({ raw }) => JSON.stringify(raw)));
  return namesOf(owed)
    .filter((name) => !ours.has(name) && !removed.has(name))
    .filter((name) => !texts.has(JSON.stringify(observedTool(name).raw)))
    .map((name) => `${name} of others`);
}

/** What a script took out on purpose is not brought back by us. */
function revivedIn(model: SessionModel, writers: readonly Writer[]): string[] {
  const scripts = new Set(writers.filter(({ kind }) => kind === "script").map(({ name }) => name));
  const byScripts = model.writes.filter(({ writer }) => scripts.has(writer));
  const ours = ourNames(writers);
  const final = new Set(namesOf(model.arrays));
  return byScripts.filter(isOnFreshLook).flatMap(({ seen, arrays, step }) => {
    const left = new Set(namesOf(arrays));
    const removed = namesOf(seen).filter((name) => !left.has(name) && !ours.has(name));
    const isPostedLater = (name: Name) =>
      byScripts.some((later) => later.step > step && namesOf(later.arrays).includes(name));
    return removed.filter((name) => final.has(name) && !isPostedLater(name));
  });
}

/** Nobody wrote between the script's look and its own write. */
function isOnFreshLook({ seen, found }: Written): boolean {
  return seen === found;
}

function missingOf(model: SessionModel, { declares }: OurWriter): readonly Name[] {
  const final = new Set(namesOf(model.arrays));
  return declares.filter((name) => !final.has(name));
}

function ourNames(writers: readonly Writer[]): ReadonlySet<Name> {
  return new Set(
    writers.flatMap((writer) =>
      writer.kind === "script" ? [] : [...writer.declares, ...(writer.drops ?? [])],
    ),
  );
}

/** Entries of ours that are gone show as drift, and the next update puts them back and loses nobody else's. */
async function problemsOfRefresh(
  model: SessionModel,
  writer: OurWriter,
  { state }: StoredResource,
): Promise<string[]> {
  const before = namesOf(model.arrays);
  const lifecycle = lifecycleOn(
    apiOf(model, writer.name, () => Promise.resolve()),
    createProcessWide(),
  );
  const inputs = inputsOf(lifecycle, writer);
  const context = { reporter: silent };
  const read = await lifecycle.read(sessionId, { ...state }, context);
  if (read.kind === "gone" || lifecycle.diff(read.inputs, inputs).kind === "same") {
    return [`${writer.name} lacks entries and a refresh shows no drift`];
  }
  await lifecycle.update(sessionId, { ...read.state }, inputs, context);
  const after = new Set(namesOf(model.arrays));
  const expected = [...before, ...writer.declares];
  return expected.filter((name) => !after.has(name)).map((name) => `the next update lost ${name}`);
}
