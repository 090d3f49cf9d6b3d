// Everything an engine test or the demo needs to run stacks on the real Pulumi engine.
export { type CommandOutcome, runCommand } from "../setup/child-process";
export { type EngineEnvironment, engineEnvironment, pulumiCli } from "./engine-environment";
export {
  type Attempt,
  type InlineStack,
  type InlineStackOptions,
  inlineStack,
  type StateResource,
} from "./inline-stack";
export { installPackedPackage } from "./packed-package";
export {
  type ProjectStack,
  type ProjectStackOptions,
  pluginByPath,
  projectStack,
} from "./project-stack";
export { temporaryDirectory } from "./run-directory";

/** For `jest.setTimeout`: an engine operation takes seconds, packing and a slow machine take more. */
export const ENGINE_TEST_TIMEOUT_MS = 300_000;
