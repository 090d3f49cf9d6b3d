/** What the commands run on where the Node.js of this machine is older than Pulumi's SDK asks for. */
export const RECOMMENDED_NODE: string;

/**
 * The folder with a Node.js of exactly this version, to be put first on PATH. The binary comes from the npm package
 * of this platform, once, and lies outside the project.
 *
 * @throws Error with npm's words where there is no such package or no registry.
 */
export function ensureNode(version: string, log: (line: string) => void): Promise<string>;

/** Why the project's commands should run on another Node.js than `running`, in a few words; undefined if they need not. */
export function reasonForAnotherNode(projectDirectory: string, running: string): string | undefined;
