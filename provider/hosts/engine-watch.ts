import { Client, connectivityState, credentials } from "@grpc/grpc-js";
import { engineChannelOptions } from "./engine-log";

const lookEveryMs = 1_000;
/** One failed look may be a hiccup of the loopback; two a second apart are the engine's end. */
const failuresMax = 2;

/**
 * Notices within three seconds that the engine at this address has died, and says so once. A provider outlives an engine
 * that was killed and would finish its work alone. Returns how to stop watching. The timer keeps no process alive.
 */
export function watchEngine(address: string, onGone: () => void): () => void {
  const client = new Client(address, credentials.createInsecure(), engineChannelOptions);
  const channel = client.getChannel();
  let failures = 0;
  const timer = setInterval(() => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) {
      failures = 0;
    } else if (state === connectivityState.TRANSIENT_FAILURE) {
      failures += 1;
    }
    if (failures >= failuresMax) {
      stop();
      onGone();
    }
  }, lookEveryMs);
  timer.unref();
  channel.getConnectivityState(true);

  function stop(): void {
    clearInterval(timer);
    client.close();
  }
  return stop;
}
