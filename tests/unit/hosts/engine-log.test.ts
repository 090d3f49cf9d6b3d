import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { createEngineLog, silentLog } from "../../../provider/hosts/engine-log";
import { startEngineStandIn } from "../../host/engine-stand-in";

describe("the engine's log", () => {
  test("takes the lines in their order, each on its resource's row; progress is ephemeral", async () => {
    const engine = await startEngineStandIn();
    const log = createEngineLog(engine.address);
    const reporter = log.reporterFor("urn:1");
    reporter.progress("waiting");
    reporter.info("changed");
    log.reporterFor(undefined).warn("careful");
    await log.flush();
    expect(engine.lines).toMatchObject([
      { severity: LogSeverity.INFO, message: "waiting", urn: "urn:1", ephemeral: true },
      { severity: LogSeverity.INFO, message: "changed", urn: "urn:1", ephemeral: false },
      { severity: LogSeverity.WARNING, message: "careful", urn: "", ephemeral: false },
    ]);
    engine.stop();
  });

  test("takes no line that moves a cursor or forges another line", async () => {
    const engine = await startEngineStandIn();
    const log = createEngineLog(engine.address);
    log.reporterFor("urn:1").warn("careful\n\u001b[2Kall is well\u202e");
    await log.flush();
    expect(engine.lines[0]?.message).toBe("careful\\n\\u{1b}[2Kall is well\\u{202e}");
    engine.stop();
  });

  test("that cannot be reached holds nothing up", async () => {
    const engine = await startEngineStandIn();
    engine.stop();
    const log = createEngineLog(engine.address);
    log.reporterFor("urn:1").warn("careful");
    await expect(log.flush()).resolves.toBeUndefined();
  });

  test("without an engine there is none", async () => {
    const reporter = silentLog.reporterFor("urn:1");
    reporter.progress("waiting");
    reporter.info("changed");
    reporter.warn("careful");
    await expect(silentLog.flush()).resolves.toBeUndefined();
  });
});
