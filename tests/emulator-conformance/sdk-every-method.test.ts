import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";
import { agent, agentId, findings, options, waiting } from "./every-method";
import { closeAll, startRaw } from "./raw-http";

afterEach(closeAll);

type Sessions = Anthropic["beta"]["sessions"];

const say = (text: string) => ({
  type: "user.message" as const,
  content: [{ type: "text" as const, text }],
});
const TOOLS = [
  { type: "agent_toolset_20260401" as const },
  { type: "mcp_toolset" as const, mcp_server_name: "linear" },
];
const SERVERS = [{ type: "url" as const, name: "linear", url: "https://mcp.linear.app/sse" }];
const REPOSITORY = {
  type: "github_repository" as const,
  url: "https://github.com/org/repo",
  authorization_token: "token",
};

async function refusal(call: Promise<unknown>) {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof APIError)) throw new Error("the call was not refused");
  const body = error.error as { error: { details?: { error_code?: string } } };
  return { status: error.status, code: body.error.details?.error_code };
}

/** The items of a page iterator, up to the end or to the first that is the last one wanted. */
async function collect<Item>(
  items: AsyncIterable<Item>,
  isLast: (item: Item) => boolean = () => false,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
    if (isLast(item)) break;
  }
  return found;
}

const typesOf = (items: readonly { readonly type: string }[]) => items.map(({ type }) => type);

async function driveSession(sessions: Sessions) {
  const created = await sessions.create({
    agent: agentId,
    environment_id: "env_1",
    title: "Everything",
    resources: [REPOSITORY],
  });
  const { id } = created;
  const { multiagent } = created.agent;
  const listed = await collect(sessions.list({ limit: 1, order: "asc" }));
  const updated = await sessions.update(id, {
    title: "New title",
    agent: { tools: TOOLS, mcp_servers: SERVERS },
  });
  return {
    id,
    found: {
      created: [
        created.status,
        multiagent?.type,
        multiagent?.type === "multiagent_20261001" ? multiagent.workflows.type : "none",
      ],
      retrieved: (await sessions.retrieve(id)).id === id,
      listed: listed.map((session) => (session.id === id ? "created" : session.id)),
      updated: [
        updated.title,
        typesOf(updated.agent.tools),
        updated.agent.mcp_servers.map(({ name }) => name),
      ],
    },
  };
}

async function driveResources({ resources }: Sessions, session_id: string) {
  const added = await resources.add(session_id, { type: "file", file_id: "file_1" });
  const listed = await collect(resources.list(session_id));
  const repository = listed.find((resource) => resource.type === "github_repository");
  const rotated = await resources.update(
    String(repository && "id" in repository && repository.id),
    {
      session_id,
      authorization_token: "another",
    },
  );
  return {
    added: added.type,
    listed: typesOf(listed),
    retrieved: (await resources.retrieve(added.id, { session_id })).type,
    rotated: rotated.type,
    deleted: (await resources.delete(added.id, { session_id })).type,
  };
}

async function driveRuns(sessions: Sessions, id: string) {
  const stream = await sessions.events.stream(id);
  await sessions.events.send(id, { events: [say("Review all contracts.")] });
  await sessions.retrieve(id);
  const streamed = await collect(stream, ({ type }) => type === "session.status_idle");
  const runs = await collect(
    sessions.events.list(id, { types: ["workflow_run.created"], limit: 1 }),
  );
  const found = {
    streamed: typesOf(streamed),
    runs: runs.map((event) =>
      event.type === "workflow_run.created"
        ? [event.name, event.phases.map(({ name }) => name)]
        : [],
    ),
    refusedUpdate: await refusal(sessions.update(id, { agent: { tools: [] } })),
    refusedArchive: await refusal(sessions.archive(id)),
    refusedDelete: await refusal(sessions.delete(id)),
  };
  return { ...found, ...(await driveThreads(sessions, id)) };
}

async function driveThreads(sessions: Sessions, session_id: string) {
  const { threads, events } = sessions;
  const all = await collect(threads.list(session_id));
  const brief = (thread: (typeof all)[number]) => [thread.status, thread.workflow_run_id !== null];
  const threadId = all[1]?.id ?? "";
  const found = {
    threads: all.map(brief),
    thread: brief(await threads.retrieve(threadId, { session_id })),
    refusedThreadArchive: await refusal(threads.archive(threadId, { session_id })),
    threadEvents: typesOf(await collect(threads.events.list(threadId, { session_id }))),
  };
  const stream = await threads.events.stream(threadId, { session_id });
  await events.send(session_id, { events: [say("Stop your runs.")] });
  const streamed = await collect(stream, ({ type }) => type === "session.thread_status_terminated");
  // The turn that stopped them has opened a run of its own, which the same message stops.
  const ended = await collect(events.list(session_id, { types: ["workflow_run.status_ended"] }));
  const archived = await threads.archive(threadId, { session_id });
  return {
    ...found,
    threadStreamed: typesOf(streamed),
    ended: [
      ...new Set(
        ended.map((event) => event.type === "workflow_run.status_ended" && event.result.type),
      ),
    ],
    threadArchived: archived.archived_at !== null,
  };
}

async function driveEnd(sessions: Sessions, id: string) {
  const idle = await collect(sessions.events.list("sesn_waiting", { order: "desc" }));
  const asked = idle.find((event) => event.type === "agent.tool_use");
  const confirmed = await sessions.events.send("sesn_waiting", {
    events: [{ type: "user.tool_confirmation", tool_use_id: asked?.id ?? "", result: "allow" }],
  });
  const interrupted = await sessions.events.send("sesn_waiting", {
    events: [{ type: "user.interrupt" }],
  });
  await sessions.retrieve(id);
  const archived = await sessions.archive(id);
  return {
    confirmed: typesOf(confirmed.data ?? []),
    interrupted: typesOf(interrupted.data ?? []),
    archived: [archived.status, archived.archived_at !== null],
    refusedSend: (await refusal(sessions.events.send(id, { events: [say("Hello")] }))).status,
    deleted: (await sessions.delete(id)).type,
    gone: (await refusal(sessions.retrieve(id))).status,
  };
}

test("every method of sessions, events, resources and threads finds what it should", async () => {
  const { emulator } = await startRaw(options);
  emulator.seedAgent(agent);
  emulator.seed(waiting);
  const client = new Anthropic({
    baseURL: emulator.url,
    apiKey: emulator.apiKey,
    maxRetries: 0,
    logLevel: "off",
  });
  const { sessions } = client.beta;
  const { id, found } = await driveSession(sessions);
  const all = {
    ...found,
    resources: await driveResources(sessions, id),
    ...(await driveRuns(sessions, id)),
    ...(await driveEnd(sessions, id)),
  };
  expect(all).toEqual(findings);
});

test("the client's runner of custom tools answers what the session waits for", async () => {
  const { emulator } = await startRaw(options);
  const { id } = emulator.seed();
  const eventId = emulator.requireAction(id, { kind: "custom", name: "lookup" });
  const client = new Anthropic({ baseURL: emulator.url, apiKey: emulator.apiKey, logLevel: "off" });
  const lookup = betaTool({
    name: "lookup",
    description: "Looks it up",
    inputSchema: { type: "object", properties: {} },
    run: () => "42",
  });
  for await (const call of client.beta.sessions.events.toolRunner(id, { tools: [lookup] })) {
    expect(call).toMatchObject({ name: "lookup" });
    break;
  }
  expect(emulator.events(id)).toContainEqual(
    expect.objectContaining({ type: "user.custom_tool_result", custom_tool_use_id: eventId }),
  );
});

test("no method of the client is left out", () => {
  const { sessions } = new Anthropic({ apiKey: "key" }).beta;
  const methodsOf = (part: object) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(part)).filter(
      (name) => name !== "constructor",
    );
  expect({
    sessions: methodsOf(sessions),
    events: methodsOf(sessions.events),
    resources: methodsOf(sessions.resources),
    threads: methodsOf(sessions.threads),
    threadEvents: methodsOf(sessions.threads.events),
  }).toEqual({
    sessions: ["create", "retrieve", "update", "list", "delete", "archive"],
    events: ["list", "send", "stream", "toolRunner"],
    resources: ["retrieve", "update", "list", "delete", "add"],
    threads: ["retrieve", "list", "archive"],
    threadEvents: ["list", "stream"],
  });
});
