import { invalidRequest } from "./errors";
import {
  broken,
  isObject,
  type JsonObject,
  notValid,
  readObject,
  readOneOf,
  readText,
  refuseUnknownFields,
} from "./shape";
import type { WireBudget, WireSession } from "./wire";

const MAX_PAIRS = 16;

/** 1 to 500 characters; an empty title is refused (API §2.3, §7 row 19). */
export function readTitle(value: unknown): string {
  return readText(value, "title", 1, 500);
}

/** All pairs of a new session (API §2.1). */
export function readMetadata(value: unknown): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [key, text] of Object.entries(readObject(value, "metadata"))) {
    metadata[readKey(key)] = readText(text, `metadata.${key}`, 0, 512);
  }
  refuseTooMany(metadata);
  return metadata;
}

/** The stored pairs with a patch applied: text sets, null deletes, the rest stays (API §2.3). */
export function patchMetadata(
  stored: WireSession["metadata"],
  value: unknown,
): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = { ...stored };
  for (const [key, text] of Object.entries(readObject(value, "metadata"))) {
    if (text === null) delete pairs[key];
    else pairs[readKey(key)] = readText(text, `metadata.${key}`, 0, 512);
  }
  refuseTooMany(pairs);
  return pairs;
}

/** `{type:"limit", max_list_cost:{amount, currency:"USD"}}` (API §2.1). */
export function readBudget(value: unknown): WireBudget {
  const budget = readObject(value, "budget");
  refuseUnknownFields(budget, "budget", ["type", "max_list_cost"]);
  readOneOf(budget.type, "budget.type", ["limit"]);
  const cost = readObject(budget.max_list_cost, "budget.max_list_cost");
  refuseUnknownFields(cost, "budget.max_list_cost", ["amount", "currency"]);
  const amount = readText(cost.amount, "budget.max_list_cost.amount", 1, 20);
  if (!/^[1-9]\d*$/.test(amount)) throw notValid("budget.max_list_cost.amount", amount);
  readOneOf(cost.currency, "budget.max_list_cost.currency", ["USD"]);
  return { type: "limit", max_list_cost: { amount, currency: "USD" } };
}

/** The budget after an update: only a session that has one can change it (API §2.3). */
export function changeBudget(session: WireSession, value: unknown): WireBudget | null {
  if (value === null) return null;
  const budget = readBudget(value);
  if (session.budget === null) {
    throw invalidRequest(
      "budget_create_only: a budget can only be set when the session is created",
    );
  }
  if (BigInt(budget.max_list_cost.amount) <= BigInt(session.usage.list_cost.amount)) {
    throw invalidRequest("budget_not_raised: the budget must exceed the list cost consumed so far");
  }
  return budget;
}

/** A body that must be a JSON object. */
export function readBody(body: unknown): JsonObject {
  if (!isObject(body)) {
    throw invalidRequest("Failed to parse request: the body must be a JSON object");
  }
  return body;
}

function readKey(key: string): string {
  return readText(key, "metadata key", 1, 64);
}

function refuseTooMany(metadata: Readonly<Record<string, string>>): void {
  if (Object.keys(metadata).length > MAX_PAIRS) {
    throw broken("metadata", `at most ${MAX_PAIRS} pairs are allowed`);
  }
}
