import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { isProviderError } from "../../provider/errors";
import { createLifecycle, type Lifecycle } from "../../provider/lifecycle";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { createFakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";
import { type Answerer, startLoopback } from "../unit/api/loopback";
import { sessionId } from "./documents";

type Properties = Readonly<Record<string, unknown>>;

export type Verb = "check" | "diff" | "create" | "read" | "import" | "update" | "delete";

/** Ten items of a list, each with text of the API's of at most a thousand characters, and some words of ours. */
const messageLengthMax = 16_000;

export interface FuzzWorld {
  /** Runs one verb; fails the test if the outcome is neither a result nor an error of ours, or is boundless. */
  run(verb: Verb, inputs: unknown, state: unknown): Promise<void>;
  /** How the service answers from now on. */
  answer: Answerer;
  close(): Promise<void>;
}

export async function startFuzzWorld(first: Answerer): Promise<FuzzWorld> {
  let answer = first;
  const server = await startLoopback((response, request) => answer(response, request));
  const clock = createFakeClock();
  const random = () => 0;
  const endpoint = resolveEndpoint(
    { "managed-agents:apiKey": "sk-ant-fuzz-0123456789", "managed-agents:baseUrl": server.url },
    {},
  );
  const client = createSessionApi({ endpoint, clock, random, limits: { attemptsMax: 2 } });
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const context: VerbContext = { reporter: { progress: tell, info: tell, warn: tell } };
  const processWide = createProcessWide();
  return {
    get answer() {
      return answer;
    },
    set answer(next) {
      answer = next;
    },
    async run(verb, inputs, state) {
      told.length = 0;
      const world = {
        api: client,
        baselineText,
        clock,
        random,
        looks: singleLooks(client),
        ...processWide,
      };
      const lifecycle = createLifecycle(() => world, surroundings);
      try {
        await call(lifecycle, verb, inputs as Properties, state as Properties, context);
      } catch (error) {
        if (!isProviderError(error)) throw error;
        told.push(error.message);
      }
      const longest = told.reduce((most, message) => Math.max(most, message.length), 0);
      if (longest > messageLengthMax) {
        const message = told.find(({ length }) => length === longest);
        throw new Error(`a message of ${longest} characters: ${message?.slice(0, 300)}`);
      }
    },
    async close() {
      await client.close();
      await server.close();
    },
  };
}

async function call(
  lifecycle: Lifecycle,
  verb: Verb,
  inputs: Properties,
  state: Properties,
  context: VerbContext,
): Promise<unknown> {
  switch (verb) {
    case "check":
      return lifecycle.check(inputs, state, "urn:pulumi:s::p::t::fuzz");
    case "diff":
      return lifecycle.diff(state, inputs);
    case "create":
      return lifecycle.create(inputs, context);
    case "read":
      return lifecycle.read(sessionId, state, context);
    case "import":
      return lifecycle.read(sessionId, undefined, context);
    case "update":
      return lifecycle.update(sessionId, state, inputs, context);
    case "delete":
      return lifecycle.delete(sessionId, state, context);
  }
}
