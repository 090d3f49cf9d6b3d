import { isProviderError } from "../../provider/errors";
import { type Emulator, startEmulator } from "../emulator";
import { destroy, type Ran, refresh, type Stored, up } from "./engine";
import { type NamedFault, smallLimits } from "./faults";
import { originalArrays, programsOf, type Scenario } from "./scenarios";
import { apiKey, type ProviderProcess, sessionId, startProvider } from "./world";

/** The session and the state as they are when the operation begins, and as they are when nothing goes wrong. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly stored: Stored | undefined;
  readonly arraysBefore: Arrays;
  /** What the session has after the operation without faults; undefined if it is gone. */
  readonly arraysAfter: Arrays | undefined;
  /** As a new session that nobody has touched. */
  readonly arraysOriginal: Arrays;
  /** Requests of the operation without faults. */
  readonly requestCount: number;
}

type Entry = Readonly<Record<string, unknown>>;
export interface Arrays {
  readonly tools: readonly Entry[];
  readonly mcp_servers: readonly Entry[];
}

/** What one run of the provider did, seen from the server. */
export interface Run {
  readonly ran: Ran;
  readonly interrupts: number;
  readonly messages: number;
  readonly said: readonly string[];
  readonly arrays: Arrays | undefined;
  readonly isArchived: boolean;
}

/** Deploys what stands before the operation and measures the operation itself, once per scenario. */
export async function prepare(scenario: Scenario): Promise<Prepared> {
  const emulator = await startEmulator({ apiKey });
  try {
    emulator.seed({ id: sessionId, ...originalArrays(scenario) });
    const arraysOriginal = arraysOf(emulator) as Arrays;
    const { before } = programsOf(scenario);
    const stored =
      before === undefined
        ? undefined
        : (await run(emulator, (provider) => up(provider, undefined, before))).ran.stored;
    const arraysBefore = arraysOf(emulator) as Arrays;
    begin(emulator, scenario);
    const clean = await run(emulator, (provider) => operate(provider, stored, scenario));
    if (clean.ran.failure !== undefined) {
      throw clean.ran.failure;
    }
    return {
      scenario,
      stored,
      arraysBefore,
      arraysAfter: clean.arrays,
      arraysOriginal,
      requestCount: emulator.requests.length,
    };
  } finally {
    await emulator.close();
  }
}

/** A session of its own, as it is when the operation of the scenario begins. */
export async function beginScenario(prepared: Prepared): Promise<Emulator> {
  const emulator = await startEmulator({ apiKey });
  emulator.seed({ id: sessionId, ...prepared.arraysBefore });
  begin(emulator, prepared.scenario);
  return emulator;
}

function begin(emulator: Emulator, { isBusy, hasRun }: Scenario): void {
  emulator.clearRequests();
  if (isBusy) {
    emulator.startTurn(sessionId);
  }
  if (hasRun) {
    emulator.openRun(sessionId, { state: "paused", reads: 2 });
  }
}

export function operate(
  provider: ProviderProcess,
  stored: Stored | undefined,
  scenario: Scenario,
): Promise<Ran> {
  return scenario.verb === "delete"
    ? destroy(provider, stored)
    : up(provider, stored, programsOf(scenario).during);
}

/** The run after the failed one. */
export async function recover(
  emulator: Emulator,
  stored: Stored | undefined,
  scenario: Scenario,
): Promise<Run> {
  return run(emulator, async (provider) => {
    if (scenario.next === "destroy") {
      return destroy(provider, stored);
    }
    const current = scenario.next === "up" ? stored : (await refresh(provider, stored)).stored;
    return up(provider, current, programsOf(scenario).during);
  });
}

/** One run of the provider by itself, with what it did counted. */
export async function run(
  emulator: Emulator,
  work: (provider: ProviderProcess) => Promise<Ran>,
  fault?: NamedFault,
): Promise<Run> {
  const since = emulator.requests.length;
  const provider = startProvider(emulator.url, fault?.isSlow ? smallLimits : {});
  try {
    const ran = await work(provider);
    await untilAnswered(emulator);
    return { ran, said: provider.said, ...seenBy(emulator, since) };
  } finally {
    await provider.close();
  }
}

/** What the server saw since a number of requests ago, and what stands there now. */
export function seenBy(emulator: Emulator, since: number): Omit<Run, "ran" | "said"> {
  // The rate limit turns requests away before anything happens, and the client sends them again.
  const sent = emulator.requests
    .slice(since)
    .filter(({ status }) => status !== 429)
    .flatMap(({ body }) => (body as { events?: readonly Entry[] } | undefined)?.events ?? []);
  const countOf = (type: string) => sent.filter((event) => event.type === type).length;
  return {
    interrupts: countOf("user.interrupt"),
    messages: countOf("user.message"),
    arrays: arraysOf(emulator),
    isArchived: (emulator.session(sessionId)?.archived_at ?? null) !== null,
  };
}

/** Of a whole case: what was sent to the session, and what of it stands among its events. */
export function sentAndArrived(
  emulator: Emulator,
): Readonly<
  Record<"interruptsSent" | "messagesSent" | "interruptsArrived" | "messagesArrived", number>
> {
  const { interrupts, messages } = seenBy(emulator, 0);
  const isThere = emulator.session(sessionId) !== undefined;
  const events = isThere ? emulator.events(sessionId) : [];
  return {
    interruptsSent: interrupts,
    messagesSent: messages,
    interruptsArrived: events.filter(({ type }) => type === "user.interrupt").length,
    messagesArrived: events.filter(({ type }) => type === "user.message").length,
  };
}

/** A request whose effect is late is carried out after its client has given up on it. */
async function untilAnswered(emulator: Emulator): Promise<void> {
  const isLate = () =>
    emulator.requests.some(({ fault, status }) => fault === "delay" && status === undefined);
  for (let look = 0; look < 200 && isLate(); look++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Reads that lag behind have caught up by the time of the next run: a lag ends by looking. */
export async function catchUp(emulator: Emulator): Promise<void> {
  const url = `${emulator.url}/v1/sessions/${sessionId}`;
  const headers = {
    "x-api-key": apiKey,
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "managed-agents-2026-04-01",
  };
  for (let look = 0; look < 3; look++) {
    await fetch(url, { headers }).then((answer) => answer.arrayBuffer());
  }
}

export function comeToRest(emulator: Emulator): void {
  for (let turn = 0; turn < 5 && emulator.session(sessionId)?.status === "running"; turn++) {
    emulator.finishTurn(sessionId);
  }
}

export function arraysOf(emulator: Emulator): Arrays | undefined {
  const agent = emulator.session(sessionId)?.agent;
  return agent && { tools: agent.tools, mcp_servers: agent.mcp_servers };
}

/** What is wrong with an error or a line of log; nothing if it may be shown to a person. */
export function speechProblems({ ran, said }: Pick<Run, "ran" | "said">): string[] {
  const { failure } = ran;
  const message = failure instanceof Error ? failure.message : String(failure);
  const isOurs = failure === undefined || isProviderError(failure);
  return [
    ...(isOurs ? [] : [`not a ProviderError: ${message}`]),
    ...[...said, message]
      .filter((line) => line.includes(apiKey))
      .map((line) => `a key in: ${line}`),
  ];
}
