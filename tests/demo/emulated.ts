import type { Emulator } from "../emulator";
import type { Ended, ExampleStack } from "./example-stack";
import { createExampleStack } from "./example-stack";
import type { Screen } from "./screen";
import {
  arraysOf,
  loosenBash,
  RESEARCH,
  SALES,
  SUPPORT,
  sessionRows,
  startSessions,
} from "./sessions";
import { createSteps, DemoFailure, requestsInWords, type Step } from "./steps";

/** The whole story against the emulator, which goes with it however it ends. */
export async function runEmulated(screen: Screen, signal: AbortSignal): Promise<void> {
  const emulator = await startSessions();
  try {
    screen.line(
      `An emulator of the sessions API runs at ${emulator.url}, with three live sessions:`,
    );
    showSessions(screen, emulator);
    screen.line();
    screen.line(
      "The stack is examples/basic: bash only after a person said yes, and an MCP server.",
    );
    screen.line(`It declares ${SUPPORT} and ${RESEARCH}; ${SALES} belongs to somebody else.`);

    const stack = await createExampleStack({
      variables: { ANTHROPIC_BASE_URL: emulator.url },
      hasColours: screen.hasColours,
      show: screen.engine,
      signal,
    });
    await stack.configure({
      sessions: { value: `${SUPPORT},${RESEARCH}` },
      interruptAfterSeconds: { value: "2" },
    });
    const before = arraysOf(emulator);
    const steps = createSteps(screen, requestCounter(emulator), () => performance.now());
    for (const step of story(stack, emulator)) await steps.run(step);

    screen.line();
    screen.line("The sessions now:");
    showSessions(screen, emulator);
    if (arraysOf(emulator) !== before) {
      throw new DemoFailure("The sessions are not as they were before the demo.");
    }
    steps.close();
  } finally {
    await emulator.close();
  }
}

function story(stack: ExampleStack, emulator: Emulator): readonly Step[] {
  return [
    {
      name: "preview",
      title: "pulumi preview",
      why: "What a reviewer reads in the pull request. No key is set yet and none is needed: a preview makes no request.",
      run: async () => {
        succeeded(await stack.preview());
        return "Each session's rights are known before anything is deployed.";
      },
    },
    {
      name: "up",
      title: "pulumi up",
      why: `Now with a key. ${SUPPORT} is idle: one look, one write. ${RESEARCH} is working, and the API takes no update then, so it is waited for.`,
      run: async () => {
        await stack.configure({
          "managed-agents:apiKey": { value: emulator.apiKey, secret: true },
        });
        succeeded(await stack.up());
        return "Both sessions have exactly what the program says.";
      },
    },
    {
      name: "up again",
      title: "pulumi up, again",
      why: "Nothing differs, so nothing is asked, waited for or written.",
      run: async () => {
        succeeded(await stack.up());
        return "No request at all.";
      },
    },
    {
      name: "drift job",
      title: "pulumi preview --refresh --expect-no-changes",
      why: `Somebody was in a hurry and let bash run unasked in ${SUPPORT}, with a script and the same key. This is the drift job of a pipeline, an hour later.`,
      run: async () => {
        loosenBash(emulator, SUPPORT);
        failed(await stack.driftJob(), "The drift job found no drift.");
        return "The job fails and names the tool: first what the session has, then what up would do.";
      },
    },
    {
      name: "up, busy",
      title: "pulumi up --refresh, while the session works",
      why: `Putting it right. ${SUPPORT} is in the middle of a long turn; the program says whenBusy: "waitThenInterrupt", here after 2 seconds.`,
      run: async () => {
        emulator.startTurn(SUPPORT);
        succeeded(await stack.up({ refresh: true }));
        return "Waited, interrupted once, looked again, wrote, and checked the answer.";
      },
    },
    {
      name: "destroy",
      title: "pulumi destroy",
      why: `The program says onDelete: "restore": the sessions live on and get back what they had. ${SUPPORT} has a workflow run under way: its status says idle, and the API takes no update all the same, so the run's end is waited for. An interrupt would not end it, and none is sent.`,
      run: async () => {
        emulator.openRun(SUPPORT, { state: "paused", name: "Review the contracts", reads: 3 });
        succeeded(await stack.destroy());
        return "The run has ended, and both sessions are as they were before the stack.";
      },
    },
  ];
}

function succeeded(ended: Ended): void {
  if (ended !== "done") throw new DemoFailure("The engine reported a failure; see above.");
}

function failed(ended: Ended, otherwise: string): void {
  if (ended === "done") throw new DemoFailure(otherwise);
}

function showSessions(screen: Screen, emulator: Emulator): void {
  screen.line();
  screen.table([
    ["session", "status", "what it may do"],
    ...sessionRows(emulator).map(({ id, status, rights }) => [id, status, rights]),
  ]);
}

function requestCounter(emulator: Emulator): () => string {
  return () => {
    const words = requestsInWords(emulator.requests.map(({ method }) => method));
    emulator.clearRequests();
    return words;
  };
}
