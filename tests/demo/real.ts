import { createInterface } from "node:readline/promises";
import { createExampleStack, type Ended, type ExampleStack } from "./example-stack";
import type { DemoRequest } from "./options";
import type { Screen } from "./screen";
import { createSteps, DemoFailure } from "./steps";

type RealRequest = Extract<DemoRequest, { readonly kind: "real" }>;

/**
 * The example stack on a real session, and back. The session is never interrupted, archived or deleted: an update
 * waits for it to be idle, and destroy puts back what it had, also when the demo is interrupted half way.
 */
export async function runReal(
  { session, isConfirmed }: RealRequest,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const { sessionId, variables } = session;
  announce(screen, sessionId, variables.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com");
  if (!isConfirmed && !(await confirmed(sessionId, signal))) {
    throw new DemoFailure("Not confirmed; no request was made. --yes confirms beforehand.");
  }
  const options = { hasColours: screen.hasColours, show: screen.engine };
  const stack = await createExampleStack({ ...options, variables, signal });
  await stack.configure({
    sessions: { value: sessionId },
    whenBusy: { value: "wait" },
    onDelete: { value: "restore" },
  });
  const steps = createSteps(
    screen,
    () => undefined,
    () => performance.now(),
  );
  await steps.run({
    name: "preview",
    title: "pulumi preview",
    why: "What would be done. A preview makes no request.",
    run: async () => {
      succeeded(await stack.preview());
      return "Nothing was asked and nothing was changed.";
    },
  });
  try {
    await steps.run({
      name: "up",
      title: "pulumi up",
      why: "One look and one write, as soon as the session is idle.",
      run: async () => {
        succeeded(await stack.up());
        return "The session has exactly what the program says.";
      },
    });
    await steps.run({
      name: "drift job",
      title: "pulumi preview --refresh --expect-no-changes",
      why: "One look at the session, held against the program.",
      run: async () => {
        succeeded(await stack.driftJob());
        return "Nothing drifted.";
      },
    });
  } finally {
    await steps.run({
      name: "destroy",
      title: "pulumi destroy",
      why: "Puts back what the session had before the demo.",
      run: () => putBack(stack, sessionId),
    });
  }
  steps.close();
}

function announce(screen: Screen, sessionId: string, url: string): void {
  screen.line(`This runs against ${url} and changes session ${sessionId} for a short while:`);
  screen.line();
  screen.line(
    "  - its tools become the built-in ones, bash asking first, and the tools of one MCP server,",
  );
  screen.line(
    "    https://mcp.linear.app/sse, for which it has no credentials; other tools are taken out;",
  );
  screen.line(
    "  - destroy then puts back what it has now. It is not interrupted, archived or deleted.",
  );
  screen.line();
  screen.line("Take a session made for trying things out, not one that somebody works with.");
}

async function confirmed(sessionId: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Change session ${sessionId}? [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** Destroy, which restores, however the demo ended. */
async function putBack(stack: ExampleStack, sessionId: string): Promise<string> {
  if ((await stack.destroy()) === "done") return "The session is as it was.";
  throw new DemoFailure(
    `The session could not be put back (see above). Look at ${sessionId}: its tools may still be those of the example.`,
  );
}

function succeeded(ended: Ended): void {
  if (ended !== "done") throw new DemoFailure("The engine reported a failure; see above.");
}
