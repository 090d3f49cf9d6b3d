import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import type { Limits } from "../../provider/api/limits";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { createLifecycle, type Lifecycle } from "../../provider/lifecycle";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { createFakeClock, type FakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";

/** Long enough to be looked for in messages. */
export const apiKey = "sk-ant-emulator-0123456789";
export const sessionId = "sesn_1";

/** The provider as one run of the engine starts it: its own client, connections and memory; time passes at once. */
export interface ProviderProcess {
  readonly lifecycle: Lifecycle;
  readonly context: VerbContext;
  readonly clock: FakeClock;
  /** Everything it said, progress included. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

export function startProvider(baseUrl: string, limits: Partial<Limits> = {}): ProviderProcess {
  const clock = createFakeClock();
  const random = () => 0;
  const endpoint = resolveEndpoint(
    { "managed-agents:apiKey": apiKey, "managed-agents:baseUrl": baseUrl },
    {},
  );
  const api = createSessionApi({ endpoint, clock, random, limits });
  const processWide = createProcessWide();
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  return {
    lifecycle: createLifecycle(
      () => ({ api, baselineText, clock, random, looks: singleLooks(api), ...processWide }),
      surroundings,
    ),
    context: { reporter: { progress: say, info: say, warn: say } },
    clock,
    said,
    close: () => api.close(),
  };
}
