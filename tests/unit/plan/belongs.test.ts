import type { SessionFacts, SessionFilter } from "../../../provider/model/session";
import { strayOf } from "../../../provider/plan/belongs";

const session = (facts: Partial<SessionFacts> = {}): SessionFacts => ({
  sessionId: "sesn_1",
  status: "idle",
  agentId: "agent_1",
  agentVersion: 2,
  createdAt: "2026-11-05T12:00:00.123456Z",
  ...facts,
});

/** What a server answers that was asked for the sessions that fit the filter. */
describe("a session of a list", () => {
  test.each<[string, SessionFilter, Partial<SessionFacts>]>([
    ["without a filter", {}, { agentId: "", status: "" }],
    ["of the agent", { agentId: "agent_1" }, {}],
    ["of the version", { agentId: "agent_1", agentVersion: 2 }, {}],
    ["of a status", { statuses: ["running", "idle"] }, {}],
    ["with a status of tomorrow, where none is asked for", {}, { status: "pending" }],
    ["created within", { createdAfter: "2026-11-05T11:00:00Z" }, {}],
    ["created within the same millisecond", { createdAfter: "2026-11-05T12:00:00.123Z" }, {}],
    ["created before", { createdBefore: "2026-11-05T14:00:00+01:00" }, {}],
  ])("%s is meant", (_name, filter, facts) => {
    expect(strayOf(session(facts), filter)).toBeUndefined();
  });

  test.each<[string, SessionFilter, Partial<SessionFacts>]>([
    ["agent", { agentId: "agent_1" }, { agentId: "agent_2" }],
    ["agent", { agentId: "agent_1" }, { agentId: "" }],
    ["agentVersion", { agentVersion: 1 }, {}],
    ["status", { statuses: ["running"] }, {}],
    ["status", { statuses: ["idle", "running"] }, { status: "pending" }],
    ["createdAfter", { createdAfter: "2026-11-05T12:00:01Z" }, {}],
    ["createdBefore", { createdBefore: "2026-11-05T12:00:00Z" }, {}],
    ["createdBefore", { createdBefore: "2026-11-05T12:00:00Z" }, { createdAt: "yesterday" }],
  ])("is told by its %s not to be: %j, %j", (stray, filter, facts) => {
    expect(strayOf(session(facts), filter)).toBe(stray);
  });
});
