/** Why the package has to be compiled, in a few words; undefined if dist/ is what the sources say. */
export function reasonToBuild(projectDirectory: string): string | undefined;

/**
 * Compiles the package to dist/. Type errors do not stop it: they are returned, one line each.
 *
 * @throws Error with tsc's words when nothing could be written.
 */
export function build(projectDirectory: string): { readonly typeErrors: readonly string[] };
