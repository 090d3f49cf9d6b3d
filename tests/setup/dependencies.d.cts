/** Why `npm ci` has to run in the folder, in a few words; undefined if it does not. */
export function reasonToInstall(projectDirectory: string): string | undefined;
