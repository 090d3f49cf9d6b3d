import { type Emulator, type EmulatorOptions, startEmulator, type WireSession } from "../emulator";

/** An item of a list: a session, an event, a resource or a thread; the test knows which. */
export interface AnswerItem extends Omit<WireSession, "type" | "status"> {
  readonly type: string;
  readonly status: string;
  readonly processed_at: string | null;
}

/** The members of every shape an answer can have; the test knows which of them are there. */
export interface AnswerBody extends AnswerItem {
  readonly data: AnswerItem[];
  readonly next_page: string | null;
  readonly prev_page: string | null;
  readonly error: { readonly type: string; readonly message: string };
  readonly request_id: string;
}

/** An answer as it came: parsed when it is JSON. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** Speaks to one emulator without any client library. */
export interface RawHttp {
  readonly emulator: Emulator;
  readonly headers: Readonly<Record<string, string>>;
  /** `headers` replaces all of the usual ones; a string as body is sent as it is. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<RawAnswer>;
  get(id: string): Promise<RawAnswer>;
  update(id: string, body: unknown): Promise<RawAnswer>;
  sendEvents(id: string, ...events: readonly unknown[]): Promise<RawAnswer>;
}

const running: Emulator[] = [];

export async function startRaw(options: EmulatorOptions = {}): Promise<RawHttp> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  const headers = {
    "x-api-key": emulator.apiKey,
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "managed-agents-2026-04-01",
  };
  const send: RawHttp["send"] = async (method, path, body, own = headers) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { ...own },
      redirect: "manual",
      ...(body === undefined ? {} : { body: text }),
    });
    return { status: response.status, headers: response.headers, body: await parsed(response) };
  };
  return {
    emulator,
    headers,
    send,
    get: (id) => send("GET", `/v1/sessions/${id}`),
    update: (id, body) => send("POST", `/v1/sessions/${id}`, body),
    sendEvents: (id, ...events) => send("POST", `/v1/sessions/${id}/events`, { events }),
  };
}

/** For afterEach: ends what `startRaw` started. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
}

/** An error envelope of the given type, its text holding `text`, its id equal to the header's. */
export function expectError(answer: RawAnswer, status: number, type: string, text = ""): void {
  expect([answer.status, answer.body?.error?.type]).toEqual([status, type]);
  expect(answer.body.type).toBe("error");
  expect(answer.body.error.message).toContain(text);
  expect(answer.body.request_id).toBe(answer.headers.get("request-id"));
}

export const INTERRUPT = { type: "user.interrupt" };
export const AGENT_TOOLSET = { type: "agent_toolset_20260401" };
export const LINEAR = { type: "url", name: "linear", url: "https://mcp.linear.app/sse" };
export const LINEAR_TOOLSET = { type: "mcp_toolset", mcp_server_name: "linear" };

export function message(text: string): object {
  return { type: "user.message", content: [{ type: "text", text }] };
}

export function typesOf(events: readonly { readonly type: string }[]): string[] {
  return events.map((event) => event.type);
}

async function parsed(response: Response): Promise<AnswerBody> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text as unknown as AnswerBody;
  }
}
