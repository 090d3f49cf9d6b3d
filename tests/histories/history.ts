import type { Emulator, RecordedRequest } from "../emulator";
import { arrange, happensOutside } from "./disturbances";
import { type Moment, type Ran, runEngine } from "./engine-run";
import { type Holdings, heldAfter } from "./held";
import { aftermathOf, killedAt } from "./killed";
import {
  type Happened,
  isPartial,
  isWrite,
  missedEnds,
  selectedOf,
  shown,
  undeclared,
  wrongfulEnds,
} from "./laws";
import { emptyProgram, type Host, type Program, resourcesOf } from "./program";
import { runProgram } from "./program-run";
import { type Rivals, rivalsIn } from "./rivals";
import { edited, isEdit, isOperation, type Operation, type Step } from "./steps";
import type { World } from "./world";

/** A law did not hold; the message says which, and what was seen. */
export class BrokenLaw extends Error {
  constructor(law: string, seen: readonly string[], output: string) {
    super(`${law}:\n  ${seen.join("\n  ")}\n--- the last operation printed ---\n${output}`);
  }
}

/** Counts of what was played, for the line that tests print. */
export const played = { histories: 0, operations: 0, kills: 0, refusals: 0, brokenStates: 0 };

/** A bug of the engine, which says so itself: `--exclude` of a resource that new ones depend on makes such a state. */
const brokenState = "The Pulumi CLI encountered a snapshot integrity error. This is a bug!";

/** One history as it goes on: takes steps, and holds every operation of the engine against the laws. */
export class History {
  program: Program = emptyProgram;
  readonly taken: Step[] = [];
  #held: Holdings = new Map();
  /** The last thing that happened was a successful `up` of this very program. */
  #isSettled = false;
  /** Sessions that others have changed or started since the last refresh. */
  readonly #strayed = new Set<string>();
  #lookupRun: Program["lookup"];
  /** A server without a toolset may stay behind where a program leaves the array of servers out. */
  #knowsServers = false;
  /** The engine has written a state that it does not take itself, and nothing can be operated on any more. */
  #isOver = false;

  constructor(
    readonly world: World,
    readonly host: Host,
  ) {
    played.histories += 1;
  }

  async take(step: Step): Promise<void> {
    if (this.#isOver) return;
    this.taken.push(step);
    if (isEdit(step)) {
      const next = edited(this.program, step);
      if (next === undefined) throw new Error(`there is nothing to edit: ${JSON.stringify(step)}`);
      this.program = next;
      this.#isSettled = false;
      this.#knowsServers ||= next.resources.some(({ entries }) => entries === "linear");
    } else if (isOperation(step)) {
      await this.#operate(step);
    } else {
      this.#isSettled = false;
      happensOutside(step, this.world);
      this.#strayed.add(step.session);
    }
  }

  /** A last `up` of what is deployed, which has nothing to do. */
  async end(): Promise<void> {
    if (this.#isSettled) await this.take({ do: "up", run: {} });
  }

  async #operate(operation: Operation): Promise<void> {
    played.operations += 1;
    const { sessions, stored } = this.world;
    const knowledge = {
      sessions: sessions(),
      stored: stored(),
      lookupIsNew: this.#lookupRun !== this.program.lookup,
    };
    const asks = operation.do === "up" || operation.do === "preview";
    const rivals = asks ? rivalsIn(this.program, knowledge) : [];
    const refused = rivals.filter(({ verdict, isKnown }) => verdict === "must" && isKnown);
    if (refused.length > 0 && !isPartial(operation)) {
      await this.#expectRefusal(rivals);
      return;
    }
    const wasSettled = this.#isSettled;
    const happened = await this.#run(operation, rivals);
    if (this.#isOver) return;
    this.#judge(happened, rivals, wasSettled);
    this.#remember(happened, rivals);
  }

  async #expectRefusal(rivals: readonly Rivals[]): Promise<void> {
    played.refusals += 1;
    const happened = await this.#run({ do: "preview", run: {} }, rivals);
    if (this.#isOver) return;
    const { ran, requests } = happened;
    const pairs = rivals.map(({ names }) => names.join(" and "));
    if (ran.exitCode === 0) throw broken("rivals are refused in the preview", pairs, ran);
    // The engine stops at the first refusal, which may be one that is left open.
    const isNamed = rivals.some(({ names }) => names.every((name) => ran.output.includes(name)));
    if (!isNamed) throw broken("a refusal names both rivals", pairs, ran);
    this.#expectNoWrites("a refusal writes nothing", requests, ran);
  }

  async #run(operation: Operation, rivals: readonly Rivals[]): Promise<Happened> {
    const { world, program, host } = this;
    const { emulator } = world;
    const before = { sessions: world.sessions(), stored: world.stored(), held: this.#held };
    emulator.clearRequests();
    const undo = arrange(operation, emulator, before.sessions);
    const moment = momentOf(operation, emulator);
    const runs = operation.do !== "destroy" && operation.do !== "refresh";
    const inline = runs ? () => runProgram(program, host) : undefined;
    const ran = await runEngine(world.folder, argsOf(operation, rivals.length > 0), inline, moment);
    if (ran.exitCode === -1) {
      played.kills += 1;
      const { survivors, writes } = await aftermathOf(ran, world, undo);
      const seen = [...survivors.map((each) => `still there: ${each}`), ...writes];
      if (seen.length > 0) throw broken("a killed engine leaves nothing behind", seen, ran);
      await runEngine(world.folder, ["cancel", "--yes"]);
    }
    if (ran.output.includes(brokenState)) {
      played.brokenStates += 1;
      this.#isOver = true;
    }
    undo();
    emulator.faults.clear();
    const selected = operation.do === "up" ? selectedOf({ operation, program }) : [];
    return {
      operation,
      program,
      ran,
      requests: [...emulator.requests],
      sessions: { before: before.sessions, after: world.sessions() },
      stored: { before: before.stored, after: world.stored() },
      held: {
        before: before.held,
        after: heldAfter(before.held, ran.events, selected, before.sessions),
      },
    };
  }

  #judge(happened: Happened, rivals: readonly Rivals[], wasSettled: boolean): void {
    const { operation, ran, requests } = happened;
    const wrongful = wrongfulEnds(happened);
    if (wrongful.length > 0) throw broken("nothing ends by surprise", wrongful, ran);
    if (operation.do === "refresh" || operation.do === "preview") {
      this.#expectNoWrites(`a ${operation.do} writes nothing`, requests, ran);
    }
    const missed = missedEnds(happened);
    if (missed.length > 0) throw broken("a removal does what onDelete says", missed, ran);
    if (operation.do !== "up" || isDisturbed(operation)) return;
    if (wasSettled) {
      this.#expectNoWrites("a second up writes nothing", requests, ran);
      if (ran.exitCode !== 0) throw broken("a second up succeeds", [], ran);
    }
    if (isPartial(operation) || rivals.length > 0) return;
    this.#judgeWhole(happened);
  }

  /** Of an `up` of the whole program, in which nothing was to go wrong. */
  #judgeWhole(happened: Happened): void {
    const { ran, sessions, stored, program } = happened;
    const resources = resourcesOf(program);
    const ended = resources.filter(
      ({ of }) => (sessions.before.get(of)?.standing ?? "alive") !== "alive",
    );
    const created = ended.filter(({ name }) =>
      ran.events.some(({ op, urn }) => op.startsWith("create") && urn.endsWith(`::${name}`)),
    );
    if (created.length > 0 && ran.exitCode === 0) {
      const names = created.map(({ name, of }) => `${name} declares ${of}`);
      throw broken("declaring a session that has ended is an error", names, ran);
    }
    const mayFail =
      ended.length > 0 ||
      stored.before.some(({ protect }) => protect) ||
      (this.#knowsServers && resources.some(({ entries }) => entries === "bare"));
    if (ran.exitCode !== 0) {
      if (!mayFail) throw broken("an up that nothing speaks against succeeds", [], ran);
      return;
    }
    const wrong = undeclared(happened, this.#strayed);
    if (wrong.length > 0) throw broken("after an up, sessions are what is declared", wrong, ran);
  }

  #remember({ operation, ran, held }: Happened, rivals: readonly Rivals[]): void {
    const isWhole = !isPartial(operation) && !isDisturbed(operation);
    this.#held = held.after;
    if (ran.exitCode === 0 && isWhole) {
      if (operation.do === "refresh" || operation.run.refresh) this.#strayed.clear();
      if (operation.do === "up") this.#lookupRun = this.program.lookup;
    }
    if (operation.do === "preview") return;
    const mustNot = rivals.some(({ verdict }) => verdict === "must");
    this.#isSettled = operation.do === "up" && ran.exitCode === 0 && isWhole && !mustNot;
  }

  #expectNoWrites(law: string, requests: readonly RecordedRequest[], ran: Ran): void {
    const writes = requests.filter(isWrite);
    if (writes.length > 0) throw broken(law, writes.map(shown), ran);
  }
}

function broken(law: string, seen: readonly string[], ran: Ran): BrokenLaw {
  return new BrokenLaw(law, seen, ran.output);
}

const isDisturbed = ({ run }: Operation) => run.fault !== undefined || run.kill !== undefined;

function argsOf({ do: verb, run }: Operation, withPreview: boolean): readonly string[] {
  const scope = (flag: string, names: readonly string[] = []) =>
    names.flatMap((name) => [flag, `**::${name}`]);
  return [
    verb,
    ...(verb === "preview" ? [] : ["--yes"]),
    ...(verb === "preview" || withPreview ? [] : ["--skip-preview"]),
    ...(verb === "up" && run.refresh ? ["--refresh"] : []),
    ...(verb === "destroy" && run.excludeProtected ? ["--exclude-protected"] : []),
    ...scope("--target", run.target),
    ...scope("--exclude", run.exclude),
  ];
}

function momentOf({ run: { kill } }: Operation, emulator: Emulator): Moment | undefined {
  return kill === undefined ? undefined : killedAt(kill.request, emulator);
}
