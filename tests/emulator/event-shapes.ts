import { invalidRequest } from "./errors";
import {
  broken,
  isObject,
  type JsonObject,
  notValid,
  optional,
  readArray,
  readObject,
  readOneOf,
  readText,
  refuseUnknownFields,
} from "./shape";

const SENDABLE = [
  "user.message",
  "user.interrupt",
  "user.tool_confirmation",
  "user.custom_tool_result",
  "user.tool_result",
  "user.define_outcome",
  "system.message",
] as const;

const MAX_INITIAL_EVENTS = 50;

export type SentEvent = JsonObject & { readonly type: (typeof SENDABLE)[number] };

type Check = (event: JsonObject, path: string) => void;

const FIELDS: Readonly<Record<SentEvent["type"], readonly string[]>> = {
  "user.message": ["content"],
  "user.interrupt": ["session_thread_id"],
  "user.tool_confirmation": ["tool_use_id", "result", "deny_message"],
  "user.custom_tool_result": ["custom_tool_use_id", "content", "is_error"],
  "user.tool_result": ["tool_use_id", "content", "is_error"],
  "user.define_outcome": ["description", "rubric", "max_iterations"],
  "system.message": ["content"],
};

const CHECKS: Readonly<Record<SentEvent["type"], Check>> = {
  "user.message": (event, path) => checkBlocks(event.content, `${path}.content`),
  "user.interrupt": (event, path) =>
    optional(event.session_thread_id, (id) => readText(id, `${path}.session_thread_id`, 1, 128)),
  "user.tool_confirmation": checkConfirmation,
  "user.custom_tool_result": (event, path) => {
    readText(event.custom_tool_use_id, `${path}.custom_tool_use_id`, 1, 128);
    optional(event.content, (content) => checkBlocks(content, `${path}.content`));
  },
  "user.tool_result": (event, path) => {
    readText(event.tool_use_id, `${path}.tool_use_id`, 1, 128);
    optional(event.content, (content) => checkBlocks(content, `${path}.content`));
  },
  "user.define_outcome": (event, path) => {
    readText(event.description, `${path}.description`, 1, Number.POSITIVE_INFINITY);
    readObject(event.rubric, `${path}.rubric`);
  },
  "system.message": (event, path) => {
    const items = readArray(event.content, `${path}.content`);
    if (items.length < 1 || items.length > 1000) {
      throw broken(`${path}.content`, "1 to 1000 text items are allowed");
    }
    checkBlocks(items, `${path}.content`);
  },
};

/** The body of E7: at least one event, each of its shape (API §2.6). */
export function readSentEvents(body: JsonObject): readonly SentEvent[] {
  refuseUnknownFields(body, "", ["events"]);
  const events = readArray(body.events, "events").map((event, index) =>
    readEvent(event, `events[${index}]`),
  );
  if (events.length === 0) throw broken("events", "at least one event is required");
  for (const [index, event] of events.entries()) {
    if (event.type === "system.message") checkPlace(events, index);
  }
  return events;
}

/** `initial_events` of E1: up to 50 messages and at most one outcome (API §2.1). */
export function readInitialEvents(value: unknown): readonly SentEvent[] {
  const items = readArray(value, "initial_events");
  if (items.length > MAX_INITIAL_EVENTS) {
    throw broken("initial_events", `at most ${MAX_INITIAL_EVENTS} events are allowed`);
  }
  const allowed = ["user.message", "user.define_outcome"];
  const events = items.map((item, index) => {
    const path = `initial_events[${index}]`;
    readOneOf(readObject(item, path).type, `${path}.type`, allowed);
    return readEvent(item, path);
  });
  if (events.filter((event) => event.type === "user.define_outcome").length > 1) {
    throw broken("initial_events", "at most one user.define_outcome is allowed");
  }
  return events;
}

function readEvent(value: unknown, path: string): SentEvent {
  const event = readObject(value, path);
  const type = SENDABLE.find((known) => known === event.type);
  if (type === undefined) throw notValid(`${path}.type`, event.type);
  refuseUnknownFields(event, path, ["type", ...FIELDS[type]]);
  CHECKS[type](event, path);
  return { ...event, type };
}

function checkConfirmation(event: JsonObject, path: string): void {
  readText(event.tool_use_id, `${path}.tool_use_id`, 1, 128);
  const result = readOneOf(event.result, `${path}.result`, ["allow", "deny"]);
  optional(event.deny_message, () => {
    if (result !== "deny") throw broken(`${path}.deny_message`, "only allowed with result deny");
  });
}

function checkBlocks(value: unknown, path: string): void {
  for (const [index, block] of readArray(value, path).entries()) {
    if (!isObject(block) || typeof block.type !== "string") {
      throw notValid(`${path}[${index}]`, block);
    }
    if (block.type === "text") readText(block.text, `${path}[${index}].text`, 1, 32_000_000);
  }
}

/** A system message is the last event and follows a user message or a tool result. */
function checkPlace(events: readonly SentEvent[], index: number): void {
  const before = events[index - 1]?.type;
  const follows =
    before === "user.message" ||
    before === "user.tool_result" ||
    before === "user.custom_tool_result";
  if (follows && index === events.length - 1) return;
  throw invalidRequest(
    `Invalid system.message event at events[${index}]: it must be the last event and directly ` +
      "follow a user.message or a tool result",
  );
}
