import path from "node:path";
import { startEmulator } from "../emulator";
import { agent, agentId, findings, options, waiting } from "../emulator-conformance/every-method";
import { describeUnless, RUN_TIMEOUT_MS, SET_UP_TIMEOUT_MS } from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { ensureOfficialClient, reasonNoPython } from "./python-environment";

const PROGRAM = path.join(__dirname, "python", "client.py");

describeUnless(reasonNoPython(), "the official Python client, against the emulator", () => {
  let python: string;

  beforeAll(async () => {
    python = await ensureOfficialClient();
  }, SET_UP_TIMEOUT_MS);

  test(
    "finds with every method what the TypeScript client finds, and none is left out",
    async () => {
      const emulator = await startEmulator(options);
      try {
        emulator.seedAgent(agent);
        emulator.seed(waiting);
        const args = [PROGRAM, emulator.url, emulator.apiKey, agentId];
        const { found, methods } = JSON.parse(await mustSucceed(python, args));
        expect(found).toEqual(findings);
        expect(methods).toEqual({
          sessions: ["archive", "create", "delete", "list", "retrieve", "update"],
          events: ["list", "send", "stream"],
          resources: ["add", "delete", "list", "retrieve", "update"],
          threads: ["archive", "list", "retrieve"],
          threadEvents: ["list", "stream"],
        });
      } finally {
        await emulator.close();
      }
    },
    RUN_TIMEOUT_MS,
  );
});
