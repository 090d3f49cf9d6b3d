/**
 * What Pulumi stores as `__provider` with every dynamic resource and runs for every later verb, also when the program
 * is long gone: a constant that loads the installed package. It names no path, captures nothing, and must never
 * change, or every stack of every user would show a difference on upgrade.
 */
export function providerText(type: string): string {
  return `exports.handler=()=>require("pulumi-managed-agents/provider").get(${JSON.stringify(type)})`;
}
