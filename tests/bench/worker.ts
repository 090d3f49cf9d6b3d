import { setMaxListeners } from "node:events";
import { built, connectCore } from "./built-package";
import { type MemoryUse, watchMemory } from "./memory";

/** One piece of the provider's work in a process of its own, so that its memory is its own. Speaks over IPC alone. */

export type Task = Account &
  (
    | {
        /** One `AgentSessionOverrides` over all live sessions of an agent. */
        readonly kind: "fleet";
        readonly agentId: string;
        readonly tools: readonly unknown[];
      }
    | {
        /** As many single resources. */
        readonly kind: "singles";
        readonly ids: readonly string[];
        readonly tools: readonly unknown[];
      }
    | {
        /** Updates that wait for sessions which never come to rest, until `forMs` have passed. */
        readonly kind: "waits";
        readonly ids: readonly string[];
        readonly tools: readonly unknown[];
        readonly forMs: number;
      }
  );

interface Account {
  readonly url: string;
  readonly apiKey: string;
}

export interface TaskResult extends MemoryUse {
  readonly seconds: number;
}

async function perform(task: Task): Promise<void> {
  const { dependencies, context } = connectCore(task.url, task.apiKey);
  switch (task.kind) {
    case "fleet": {
      const { createAgentLifecycle } = built("provider/agent-lifecycle");
      const { agentId, tools } = task;
      await createAgentLifecycle(() => dependencies).create({ agentId, tools }, context);
      return;
    }
    case "singles": {
      const lifecycle = built("provider/lifecycle").createLifecycle(
        () => dependencies,
        built("provider/compose").surroundings,
      );
      const { tools } = task;
      const creating = task.ids.map((sessionId) => lifecycle.create({ sessionId, tools }, context));
      await Promise.all(creating);
      return;
    }
    case "waits": {
      const lifecycle = built("provider/lifecycle").createLifecycle(
        () => dependencies,
        built("provider/compose").surroundings,
      );
      const { tools, ids, forMs } = task;
      const stop = new AbortController();
      // As the native host does: every wait listens to the same signal.
      setMaxListeners(0, stop.signal);
      const waiting = ids.map((sessionId) =>
        lifecycle.create({ sessionId, tools }, { ...context, signal: stop.signal }),
      );
      setTimeout(() => stop.abort(), forMs);
      // Each of them ends as cancelled, which is what they were made for.
      await Promise.allSettled(waiting);
    }
  }
}

process.on("message", async (task: Task) => {
  // What the process has before it is given anything to do, its code and first request included.
  const { dependencies } = connectCore(task.url, task.apiKey);
  await dependencies.api.listSessions({ agentId: "agent_of_nobody" }, undefined, {});
  const memory = watchMemory(process.pid);
  const startedAtMs = performance.now();
  await perform(task);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const result: TaskResult = { seconds, ...memory.stop() };
  process.send?.(result, () => process.exit(0));
});
