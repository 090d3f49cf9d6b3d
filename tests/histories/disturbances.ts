import type { Emulator } from "../emulator";
import type { Fault, Operation, Outside } from "./steps";
import { customTool, type World } from "./world";

/** What goes wrong during an operation, and what others do between operations. */

/** Plans the fault of the operation and sets sessions to work; what is returned lets them rest again. */
export function arrange(
  { run: { fault, kill } }: Operation,
  emulator: Emulator,
  sessions: ReadonlyMap<string, { readonly standing: string }>,
): () => void {
  if (fault !== undefined) planFault(emulator, fault.kind, fault.write);
  if (!kill?.atWork) return () => {};
  const idle = [...sessions]
    .filter(([id, { standing }]) => standing === "alive" && emulator.session(id)?.status === "idle")
    .map(([id]) => id);
  for (const id of idle) emulator.startTurn(id);
  return () => {
    for (const id of idle.splice(0)) {
      if (emulator.session(id)?.status === "running") emulator.finishTurn(id);
    }
  };
}

function planFault({ faults }: Emulator, kind: Fault, nth: number): void {
  const path = /^\/v1\/sessions\/[^/]+(\/archive)?$/;
  const fault = {
    refused: { kind: "refuse", status: 400, type: "invalid_request_error", message: "Not today." },
    "lost answer": { kind: "serverError", effect: true },
    reset: { kind: "resetAfterEffect" },
    "no effect": { kind: "noEffect" },
  } as const;
  faults.next(fault[kind], { method: "POST", path, nth });
}

/** What others do, where the session still lives. */
export function happensOutside(step: Outside, { emulator, start, sessions }: World): void {
  const { session } = step;
  const isAlive = sessions().get(session)?.standing === "alive";
  if (step.do === "start") {
    if (!sessions().has(session)) start(session, step.agent);
  } else if (!isAlive) {
    return;
  } else if (step.do === "work") {
    if (emulator.session(session)?.status === "idle") {
      emulator.startTurn(session, { polls: step.looks });
    }
  } else if (step.do === "end") {
    emulator.archive(session);
  } else {
    const tools = emulator.session(session)?.agent.tools ?? [];
    const others = tools.filter(({ name }) => name !== "stray");
    emulator.edit(session, { tools: [...others, customTool("stray")] });
  }
}
