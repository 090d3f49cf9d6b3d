import { isProviderError, type ProviderError } from "../../../provider/errors";
import type { SessionApi, WriteOutcome } from "../../../provider/reconcile/session-api";
import { type Answerer, json, sessionDocument } from "./loopback";

/** The calls that are made in turn by tests of what all of them have in common. */

export const id = "sesn_1";
export const found = json(200, sessionDocument(id));

export type Write = readonly [
  name: string,
  call: (api: SessionApi) => Promise<WriteOutcome>,
  success: Answerer,
];
export const writes: readonly Write[] = [
  ["update", (api) => api.updateSession(id, { tools: [] }, {}), found],
  [
    "interrupt",
    (api) => api.interruptSession(id, {}),
    json(200, { data: [{ type: "user.interrupt" }] }),
  ],
  ["archive", (api) => api.archiveSession(id, {}), found],
  ["delete", (api) => api.deleteSession(id, {}), json(200, { id, type: "session_deleted" })],
];

export async function errorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    (value) => new Error(`no error but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (isProviderError(error)) {
    return error;
  }
  throw error;
}
