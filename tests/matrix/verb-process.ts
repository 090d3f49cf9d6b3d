import type { Order } from "./killed-process";
import { operate } from "./matrix-case";
import { startProvider } from "./world";

/** The program of the process that is killed: one operation, as told by its argument, against an emulator elsewhere. */
async function main(): Promise<void> {
  const { url, scenario, stored } = JSON.parse(process.argv[2] ?? "{}") as Order;
  const provider = startProvider(url);
  await operate(provider, stored, scenario);
  await provider.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
