import { type Case, memberOf, notTried, type Outcome, type Service, shown } from "./case";
import type { Request } from "./options";
import { ownSession } from "./own-session";
import { reads } from "./reads";

export interface Verdict {
  readonly case: Case;
  /** Of the first and of the second time. */
  readonly outcomes: readonly Outcome[];
}

const requestTimeoutMs = 30_000;
const rounds = 2;

/** Every case that was asked for, each twice; `tell` hears of each as it is done for the last time. */
export async function holdAgainst(
  request: Request,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const cases = [...reads, ...(request.ownSession === undefined ? [] : ownSession)];
  const outcomes = new Map<Case, Outcome[]>(cases.map((each) => [each, []]));
  const verdictOf = (each: Case): Verdict => ({ case: each, outcomes: outcomes.get(each) ?? [] });
  for (let round = 1; round <= rounds; round++) {
    const note = (each: Case, outcome: Outcome) => {
      outcomes.get(each)?.push(outcome);
      if (round === rounds) tell(verdictOf(each));
    };
    await playRound(request, note);
  }
  return cases.map(verdictOf);
}

async function playRound(
  request: Request,
  note: (each: Case, outcome: Outcome) => void,
): Promise<void> {
  const service = serviceOf(request, "");
  for (const each of reads) note(each, await tried(each, service));
  if (request.ownSession === undefined) return;
  const made = await makeSession(service, request.ownSession);
  if (made.kind === "notMade") {
    for (const each of ownSession) note(each, notTried(made.why));
    return;
  }
  const own = serviceOf(request, made.id);
  try {
    for (const each of ownSession) note(each, await tried(each, own));
  } finally {
    // The last case deletes it. Where that went wrong, nothing of it is to stay.
    await own.send("DELETE", `/v1/sessions/${made.id}`).catch(() => undefined);
  }
}

type Made =
  | { readonly kind: "made"; readonly id: string }
  | { readonly kind: "notMade"; readonly why: string };

async function makeSession(
  service: Service,
  { agent, environment }: NonNullable<Request["ownSession"]>,
): Promise<Made> {
  try {
    const title = "Held against the sheet; deletes itself";
    const body = { agent, environment_id: environment, title };
    const answer = await service.send("POST", "/v1/sessions", body);
    const id = memberOf(answer.body, "id");
    return answer.status === 200 && typeof id === "string" && /^[\w-]+$/.test(id)
      ? { kind: "made", id }
      : { kind: "notMade", why: `no session was made: ${answer.status} ${shown(answer.body)}` };
  } catch (error) {
    return { kind: "notMade", why: `no session was made: ${reasonOf(error)}` };
  }
}

/** Trouble on the way says nothing about the sheet. */
async function tried(each: Case, service: Service): Promise<Outcome> {
  try {
    return await each.look(service);
  } catch (error) {
    return notTried(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return shown(String(error));
  return shown(error.cause instanceof Error ? error.cause.message : error.message);
}

function serviceOf({ baseUrl, apiKey }: Request, sessionId: string): Service {
  const headers = {
    "x-api-key": apiKey,
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "managed-agents-2026-04-01",
  };
  return {
    headers,
    sessionId,
    send: async (method, path, body, own = headers) => {
      const response = await fetch(`${baseUrl.replace(/\/+$/, "")}${path}`, {
        method,
        headers: { ...own, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        redirect: "manual",
        signal: AbortSignal.timeout(requestTimeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.status === 429 || response.status >= 500) {
        throw new Error(`the service answered ${response.status}; try again later`);
      }
      return { status: response.status, headers: response.headers, body: parsed(text) };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
