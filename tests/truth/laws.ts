import { isDeepStrictEqual } from "node:util";
import type { SessionRights } from "../emulator";
import type { Declaration, TruthCase } from "./cases";
import { entryKeyOf, isExcused } from "./excuses";
import { type Move, movesBetween, subjectsOf } from "./moves";
import type { Deployment, Played, Settled } from "./play";
import { keyOf, managedBy, promisedAccess } from "./rendering";

/*
 * What must be true of every case. A broken law is a sentence; a case that keeps all of them gives none.
 */

export function brokenLaws(subject: TruthCase, played: Played): string[] {
  if (played.kind === "refused") return [];
  if (played.kind === "failed") return failureLaws(subject, played);
  const { start, first, found, next, again, settled } = played;
  const isKnown =
    subject.prior !== undefined && (subject.others === undefined || subject.refreshes);
  return [
    ...(start === undefined ? [] : deploymentLaws("earlier", start)),
    ...(first === undefined ? [] : deploymentLaws("first", first)),
    ...(start === undefined || first === undefined ? [] : previewLaws(start.declared, first)),
    ...(found === undefined || first === undefined
      ? []
      : accessLaws("after the refresh", found.state.access, found.standing.rights, first.declared)),
    ...deploymentLaws("next", next),
    ...(isKnown && subject.prior !== undefined ? previewLaws(subject.prior, next) : []),
    ...quietLaws(again),
    ...settledLaws(settled, next),
  ];
}

/** What fails changes nothing; and where the last deployment tells all of the session, the preview refuses it. */
function failureLaws(
  { prior, others, refreshes }: TruthCase,
  { step, before, after, message }: Extract<Played, { readonly kind: "failed" }>,
): string[] {
  const isKnown =
    step === "next" &&
    prior?.ownership === "exclusive" &&
    isList(prior.tools) &&
    isList(prior.mcpServers) &&
    (others === undefined || refreshes);
  return [
    ...(isDeepStrictEqual(before.arrays, after.arrays)
      ? []
      : [`failed: the session was changed by a deployment that failed (${message})`]),
    ...(isKnown ? [`unrefused: the preview could have told that ${message}`] : []),
    ...(step === "again" ? [`quiet: the same declaration again fails: ${message}`] : []),
  ];
}

/** What `up` leaves: `access` says what the session may do, and others keep what is theirs. */
function deploymentLaws(step: string, deployment: Deployment): string[] {
  const { declared, after, before, state, verdict, writes } = deployment;
  if (verdict === "same") {
    return writes === 0 ? [] : [`same: ${step} was the same and wrote`];
  }
  return [
    ...accessLaws(`after ${step}`, state.access, after.rights, declared),
    ...(declared.ownership === "shared" ? foreignLaws(deployment) : []),
    ...(writes === 0 && !isDeepStrictEqual(before.arrays, after.arrays)
      ? [`same: ${step} changed the session without a write`]
      : []),
  ];
}

/** The map says of every right that is looked after what it is, and of no other. */
export function accessLaws(
  where: string,
  access: unknown,
  rights: SessionRights,
  declared: Declaration,
): string[] {
  const promised = promisedAccess(rights, declared);
  const said = new Map(Object.entries((access ?? {}) as Readonly<Record<string, string>>));
  const wrong = [...promised].flatMap(([key, words]) => {
    const text = said.get(key);
    const isRight = typeof words === "string" ? text === words : words.test(text ?? "");
    return isRight ? [] : [`access: ${where}, ${key} is ${text}, and really ${words}`];
  });
  const invented = [...said.keys()].filter((key) => !promised.has(key));
  return [...wrong, ...invented.map((key) => `access: ${where}, ${key} is said, and is not there`)];
}

/** Under `shared`, whatever nobody of us declares or declared keeps every byte and its place among its like. */
function foreignLaws({ declared, priorInputs, before, after }: Deployment): string[] {
  const prior = (priorInputs ?? {}) as Partial<Declaration>;
  const wereOurs = prior.ownership === "shared" ? prior : {};
  const names = (list: readonly object[] | null | undefined) =>
    (list ?? []).map((entry) => JSON.stringify(identityOf(entry)));
  const ours = new Set([
    ...names(declared.tools),
    ...(declared.tools ? names(wereOurs.tools) : []),
    ...(declared.absent?.tools ?? []).map(identityOfKey),
    ...(declared.absent?.mcpServers ?? []).map((name) => JSON.stringify(["mcp_toolset", name])),
  ]);
  const ourServers = new Set([
    ...(declared.mcpServers ?? []).map(({ name }) => name),
    ...(declared.mcpServers ? (wereOurs.mcpServers ?? []) : []).map(({ name }) => name),
    ...(declared.absent?.mcpServers ?? []),
  ]);
  const foreign = (arrays: typeof before.arrays) => ({
    tools: arrays.tools.filter((tool) => !ours.has(JSON.stringify(identityOf(tool)))),
    servers: arrays.mcp_servers.filter(({ name }) => !ourServers.has(name)),
  });
  const [was, is] = [foreign(before.arrays), foreign(after.arrays)];
  return JSON.stringify(was) === JSON.stringify(is)
    ? []
    : [`foreign: ${JSON.stringify(was)} of others became ${JSON.stringify(is)}`];
}

function identityOf(entry: object): unknown {
  const { type, name, mcpServerName, mcp_server_name } = entry as Readonly<Record<string, unknown>>;
  return [type, name ?? mcpServerName ?? mcp_server_name];
}

function identityOfKey(key: string): string {
  return JSON.stringify(key.startsWith("custom:") ? ["custom", key.slice(7)] : [key, undefined]);
}

const words = { looser: "loosens", tighter: "tightens", different: "changes" } as const;

/** What a preview said, and what came of it. */
export type Previewed = Pick<Deployment, "declared" | "sentences" | "verdict" | "before" | "after">;

/** The sentences of a preview whose state is what the session has, as far as anything of it is managed. */
export function previewLaws(prior: Declaration, next: Previewed): string[] {
  const moves = movesBetween(next.before.rights, next.after.rights);
  return [
    ...untrue(next, moves),
    ...unnamed(prior, next, moves),
    ...unsaid(prior, next),
    ...(next.verdict === "same" && moves.length > 0 ? ["same: a right moved"] : []),
  ];
}

/** Every sentence that says loosens or tightens names a right that moved that way. */
function untrue({ sentences }: Previewed, moves: readonly Move[]): string[] {
  return sentences
    .filter((sentence) => /^(loosens|tightens) /.test(sentence))
    .filter((sentence) => !moves.some((move) => names(sentence, move)))
    .map((sentence) => `untrue: "${sentence}", but no such right moved that way`);
}

/** Every right that moved is named, or it is said that it could not be known. */
function unnamed(
  prior: Declaration,
  { sentences, declared, verdict }: Previewed,
  moves: readonly Move[],
): string[] {
  return moves
    .filter((move) => !sentences.some((sentence) => names(sentence, move)))
    .filter(({ subject }) => !isExcused(subject, sentences, prior, declared))
    .map(
      ({ subject, way }) =>
        `unnamed: ${keyOf(subject)} became ${way} (${verdict}), and the preview said ${JSON.stringify(sentences)}`,
    );
}

/** What nobody looks after any more, and stays, is said to. */
function unsaid(prior: Declaration, { declared, sentences, after }: Previewed): string[] {
  const arrays = (["tools", "mcpServers"] as const).filter(
    (array) => isList(prior[array]) && !isList(declared[array]),
  );
  const left = arrays
    .filter((array) => !sentences.some((text) => text.startsWith(`${array} is no longer managed`)))
    .map((array) => `unsaid: ${array} is no longer managed`);
  const [wasOurs, isOurs] = [managedBy(prior), managedBy(declared)];
  const released = subjectsOf(after.rights)
    .filter((subject) => isList(declared[subject.kind === "server" ? "mcpServers" : "tools"]))
    .filter((subject) => wasOurs(subject) && !isOurs(subject))
    .map(entryKeyOf);
  const isSaid = (key: string) =>
    sentences.some((text) => text.startsWith("no longer managed: ") && text.includes(key));
  return [
    ...left,
    ...[...new Set(released)]
      .filter((key) => !isSaid(key))
      .map((key) => `unsaid: ${key} is no longer managed, in ${JSON.stringify(sentences)}`),
  ];
}

function isList(array: unknown): boolean {
  return array !== undefined && array !== null;
}

function names(sentence: string, { subject, way }: Move): boolean {
  return sentence.startsWith(`${words[way]} ${keyOf(subject)}: `);
}

/** The same declaration once more says nothing, shows nothing and writes nothing. */
function quietLaws({ verdict, paths, sentences, writes }: Deployment): string[] {
  return verdict === "same" && paths.length === 0 && writes === 0
    ? []
    : [
        `quiet: the same declaration again is ${verdict} of ${paths.join()}, says ${JSON.stringify(sentences)} and writes ${writes} times`,
      ];
}

/** A look after `up` finds what was declared: no drift, and in the words of the program where it was written. */
function settledLaws({ inputs, state, drift }: Settled, next: Deployment): string[] {
  const { access: _access, ...was } = next.inputs;
  const { access: _found, ...is } = inputs;
  const isSpelledAlike =
    next.verdict === "same" || isDeepStrictEqual(withoutNulls(is), withoutNulls(was));
  return [
    ...(drift.length === 0 ? [] : [`settled: after up, a refresh shows drift of ${drift.join()}`]),
    ...(isSpelledAlike
      ? []
      : [
          `settled: a refresh finds ${JSON.stringify(is)} where ${JSON.stringify(was)} was deployed`,
        ]),
    ...(isDeepStrictEqual(state.access, next.state.access)
      ? []
      : ["settled: a refresh changes access"]),
  ];
}

function withoutNulls(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}
