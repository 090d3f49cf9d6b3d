import * as pulumi from "@pulumi/pulumi";

/** Keys and indices that lead to a value. */
type Path = readonly (string | number)[];

/**
 * Where the secrets are among arguments: Pulumi's dynamic host hands a provider plain values only, and the provider
 * must know what no error may repeat. Undefined if there are none. What is not known yet is not waited for: an output
 * tells whether it is secret, whatever it comes to. Never rejects; an argument that fails fails the resource itself.
 */
export async function secretPaths(args: unknown): Promise<readonly Path[] | undefined> {
  const paths = await pathsBelow(args, []).catch(() => []);
  return paths.length === 0 ? undefined : paths;
}

async function pathsBelow(value: unknown, path: Path): Promise<readonly Path[]> {
  const below = await Promise.all(laterOnes(value, path).map(pathsOf));
  return below.flat();
}

/** A value that only a promise or an output leads to. */
interface Later {
  readonly value: pulumi.Output<unknown> | Promise<unknown>;
  readonly path: Path;
}

/** All of them below a value; most programs have none. */
function laterOnes(value: unknown, path: Path): readonly Later[] {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return [{ value, path }];
  }
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) {
    return [];
  }
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return members.flatMap(([step, member]) => laterOnes(member, [...path, step]));
}

async function pathsOf({ value, path }: Later): Promise<readonly Path[]> {
  if (value instanceof Promise) {
    return pathsBelow(await value, path);
  }
  if (await pulumi.isSecret(value)) {
    return [path];
  }
  const { isKnown, promise } = value as unknown as Resolvable;
  return (await isKnown) ? pathsBelow(await promise.call(value), path) : [];
}

/** What every output has and its public type does not tell. */
interface Resolvable {
  readonly isKnown: Promise<boolean>;
  readonly promise: () => Promise<unknown>;
}
