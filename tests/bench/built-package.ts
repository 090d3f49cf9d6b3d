import path from "node:path";

export const project = path.resolve(__dirname, "..", "..");

/** The modules that are measured, as users run them: compiled. Their types come from the sources. */
interface BuiltModules {
  readonly "provider/compose": typeof import("../../provider/compose");
  readonly "provider/lifecycle": typeof import("../../provider/lifecycle");
  readonly "provider/agent-lifecycle": typeof import("../../provider/agent-lifecycle");
  readonly "provider/api/client": typeof import("../../provider/api/client");
  readonly "provider/config": typeof import("../../provider/config");
  readonly "provider/wait/clock": typeof import("../../provider/wait/clock");
  readonly "provider/plan/plan-update": typeof import("../../provider/plan/plan-update");
  readonly "provider/plan/effective": typeof import("../../provider/plan/effective");
}

/** Where a compiled module of the package lies. */
export function builtFile(name: string): string {
  return path.join(project, "dist", `${name}.js`);
}

export function built<Name extends keyof BuiltModules>(name: Name): BuiltModules[Name] {
  return require(builtFile(name)) as BuiltModules[Name];
}

const silent = { progress() {}, info() {}, warn() {} };

/** The provider's core against one emulator, at a pace that is never the bound, and the context of its calls. */
export function connectCore(url: string, apiKey: string) {
  const settings = {
    "managed-agents:baseUrl": url,
    "managed-agents:apiKey": apiKey,
    "managed-agents:requestsPerMinute": "60000",
  };
  const dependencies = built("provider/compose").connect(settings, {});
  return { dependencies, context: { reporter: silent } };
}
