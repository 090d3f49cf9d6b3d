import type { Look, ObservedSession } from "../../../provider/model/session";
import { planDelete } from "../../../provider/plan/plan-delete";
import { sessionWith } from "../../support/arbitraries";

const look = (session: Partial<ObservedSession>): Look => ({
  kind: "found",
  session: { ...sessionWith({ tools: [], mcpServers: [] }), ...session },
});
const archivedAt = "2026-11-22T10:00:00Z";

test.each([
  ["idle", look({ status: "idle" }), "archive", "delete"],
  ["running", look({ status: "running" }), "rest", "rest"],
  ["rescheduling", look({ status: "rescheduling" }), "rest", "rest"],
  ["a status of the future", look({ status: "hibernating" }), "rest", "rest"],
  ["terminated", look({ status: "terminated" }), "archive", "delete"],
  ["archived", look({ status: "terminated", archivedAt }), "done", "delete"],
  ["archived and said to run", look({ status: "running", archivedAt }), "done", "delete"],
  ["gone", { kind: "gone" } as const, "done", "done"],
] as const)("ending a session that is %s", (_name, seen, archive, remove) => {
  expect(planDelete("archive", seen).kind).toBe(archive);
  expect(planDelete("delete", seen).kind).toBe(remove);
});
