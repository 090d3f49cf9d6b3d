import type { RecordedRequest } from "../emulator";
import type { Ran } from "./engine-run";
import { type Holding, type Holdings, kindOf } from "./held";
import {
  covers,
  declaredBy,
  isFleet,
  type Program,
  policyOf,
  type Resource,
  resourcesOf,
} from "./program";
import type { Operation } from "./steps";
import type { SessionState, StoredResource } from "./world";

/** Everything about one operation of the engine that the laws are about. */
export interface Happened {
  readonly operation: Operation;
  readonly program: Program;
  readonly ran: Ran;
  readonly requests: readonly RecordedRequest[];
  readonly sessions: { readonly before: Sessions; readonly after: Sessions };
  readonly stored: {
    readonly before: readonly StoredResource[];
    readonly after: readonly StoredResource[];
  };
  readonly held: { readonly before: Holdings; readonly after: Holdings };
}

type Sessions = ReadonlyMap<string, SessionState>;

export const isWrite = ({ method }: Pick<RecordedRequest, "method">): boolean => method !== "GET";

export const shown = ({ method, path, status }: RecordedRequest): string =>
  `${method} ${path} ${status ?? "unanswered"}`;

/** Who of the program takes part in the operation. */
export function selectedOf({
  operation,
  program,
}: Pick<Happened, "operation" | "program">): readonly Resource[] {
  const { target, exclude } = operation.run;
  return resourcesOf(program).filter(
    ({ name }) => (target === undefined || target.includes(name)) && !exclude?.includes(name),
  );
}

export const isPartial = ({ run }: Operation): boolean =>
  run.target !== undefined || run.exclude !== undefined || run.excludeProtected === true;

/** What was done to sessions that nobody had asked for; one sentence each. */
export function wrongfulEnds(happened: Happened): readonly string[] {
  return happened.requests.flatMap((request) => {
    const session = happened.sessions.before.get(endedBy(request) ?? "");
    if (session === undefined) return [];
    const reason = reasonAgainst(session, happened);
    return reason === undefined ? [] : [`${shown(request)}: ${reason}`];
  });
}

/** The session that a request is to end. */
function endedBy({ method, path }: RecordedRequest): string | undefined {
  const [, id, verb] = /^\/v1\/sessions\/([^/]+)(\/archive)?$/.exec(path) ?? [];
  return (method === "POST" && verb !== undefined) || (method === "DELETE" && verb === undefined)
    ? id
    : undefined;
}

function reasonAgainst(session: SessionState, happened: Happened): string | undefined {
  const { operation } = happened;
  const heirs = operation.do === "up" ? selectedOf(happened) : [];
  const heir = heirs.find((each) => covers(each, session));
  if (heir !== undefined) return `${heir.name} of the program declares ${session.id}`;
  if (removedHoldings(happened).some(({ holding }) => mayEnd(holding, session))) return undefined;
  // The whole stack goes, and with it what an operation that broke off had replaced.
  const leftOver = happened.stored.before.some((each) => each.delete && each.id === session.id);
  if (operation.do === "destroy" && leftOver) return undefined;
  return `no resource that ends ${session.id} was taken out of the program or destroyed`;
}

function mayEnd({ candidates }: Holding, session: SessionState): boolean {
  return candidates.some((each) => covers(each, session) && ends(each));
}

const ends = (resource: Resource) => ["archive", "delete"].includes(policyOf(resource));

interface Removed {
  readonly holding: Holding;
  readonly isDone: boolean;
}

/** What the operation has taken out of the state, or tried to; a replacement is not among it. */
function removedHoldings({ ran, stored, held }: Happened): readonly Removed[] {
  const urns = new Set(ran.events.filter(({ op }) => op === "delete").map(({ urn }) => urn));
  return [...urns].flatMap((urn): Removed[] => {
    const resource = stored.before.find((each) => each.urn === urn && each.delete !== true);
    const holding = held.before.get(urn);
    if (holding === undefined || resource === undefined || kindOf(urn) === undefined) return [];
    if (resource.protect === true || resource.retainOnDelete === true) return [];
    const fitting = holding.candidates.filter(({ of }) => of === resource.id);
    const isDone = ran.events.some(
      (each) => each.urn === urn && each.op === "delete" && each.kind === "done",
    );
    return [
      { holding: fitting.length === 0 ? holding : { ...holding, candidates: fitting }, isDone },
    ];
  });
}

/** Sessions that a removal should have ended, and entries that it should have taken back. */
export function missedEnds(happened: Happened): readonly string[] {
  if (happened.ran.exitCode !== 0) return [];
  return removedHoldings(happened)
    .filter(({ isDone }) => isDone)
    .flatMap(({ holding }) =>
      [...happened.sessions.before.values()]
        .filter((session) => session.standing === "alive" && !isStillDeclared(session, happened))
        .flatMap((session) => missed(holding, session, happened.sessions.after.get(session.id))),
    );
}

/** By the program, selected or not, or by what is left in the state. */
function isStillDeclared(session: SessionState, happened: Happened): boolean {
  const { operation, program, stored, held } = happened;
  const declared = operation.do === "up" || isPartial(operation) ? resourcesOf(program) : [];
  const left = stored.after.flatMap(({ urn }) => held.after.get(urn)?.candidates ?? []);
  return [...declared, ...left].some((each) => covers(each, session));
}

function missed(
  holding: Holding,
  session: SessionState,
  now: SessionState | undefined,
): readonly string[] {
  const { candidates } = holding;
  const [first] = candidates;
  const policies = new Set(candidates.map(policyOf));
  if (first === undefined || now === undefined || policies.size > 1) return [];
  if (!candidates.every((each) => covers(each, session))) return [];
  const name = `${first.name} was removed with ${policyOf(first)}`;
  if (ends(first)) {
    const isEnough =
      now.standing === "gone" || (now.standing === "archived" && policyOf(first) === "archive");
    // Two that end the same session in one operation may do so in either order.
    return isEnough || now.standing === "archived"
      ? []
      : [`${name}, and ${session.id} is ${now.standing}`];
  }
  if (policyOf(first) !== "restore" || isFleet(first) || now.standing !== "alive") return [];
  const left = [...holding.declared].filter(
    (key) => !holding.found.has(key) && now.keys.includes(key),
  );
  return left.map((key) => `${name}, and ${session.id} still has its ${key}`);
}

/** After a successful `up` of the whole program: what is declared, and what is there. */
export function undeclared(happened: Happened, strayed: ReadonlySet<string>): readonly string[] {
  const alive = [...happened.sessions.after.values()].filter(
    ({ id, standing }) => standing === "alive" && !strayed.has(id),
  );
  return resourcesOf(happened.program).flatMap((resource) => {
    const { keys, whole, absent } = declaredBy(resource);
    return alive
      .filter((session) => covers(resource, session))
      .flatMap(({ id, keys: has }) => {
        const array = (key: string) => (key.startsWith("server:") ? "servers" : "tools");
        const surplus = has.filter((key) => whole.includes(array(key)) && !keys.includes(key));
        const says = (key: string, what: string) =>
          `${resource.name} declares ${id}, which ${what} ${key}`;
        return [
          ...keys.filter((key) => !has.includes(key)).map((key) => says(key, "lacks")),
          ...surplus.map((key) => says(key, "has beyond it")),
          ...absent
            .filter((key) => has.includes(key))
            .map((key) => says(key, "has in spite of absent")),
        ];
      });
  });
}
