import * as pulumi from "@pulumi/pulumi";
import type { Access } from "./outputs";
import { providerText } from "./provider-text";
import { refuseEarlyDeletion, refuseIgnoredPlaces } from "./refused-options";
import { secretPaths } from "./secret-paths";

/** The inputs that the access map is made of. */
interface AccessSources {
  readonly tools?: unknown;
  readonly mcpServers?: unknown;
  readonly absent?: unknown;
}

/**
 * What a resource of the dynamic host sends beside its arguments: the provider's text, the row to report on, and what
 * the host does not pass on: where the secrets are, and the bounds. Refuses the import option, which that host cannot carry.
 */
export function dynamicInputs(
  kind: string,
  type: string,
  name: string,
  args: AccessSources | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  refuseImport(kind, name, opts);
  refuseEarlyDeletion(kind, name, opts);
  refuseIgnoredPlaces(kind, name, opts);
  return {
    ...secretAsAWhole(args),
    access: accessOf(args),
    __provider: providerText(kind),
    __secrets: secretPaths(args),
    __urn: pulumi.createUrn(name, type, opts.parent),
    ...(opts.customTimeouts === undefined ? {} : { __timeouts: opts.customTimeouts }),
  };
}

/**
 * Check puts the real map in the place of this one. It is passed so that the map is secret where the arrays are: the
 * engine marks what a dynamic provider returns as it marked the same key of what it was given.
 */
function accessOf(args: AccessSources | undefined): pulumi.Output<Access> | undefined {
  return args === undefined
    ? undefined
    : pulumi.output([args.tools, args.mcpServers, args.absent]).apply((): Access => ({}));
}

/**
 * The arguments that are objects, secret as a whole where one holds a secret. What becomes secret without changing is no
 * difference, and of an unchanged resource the engine marks only such outputs as are wholly secret among the inputs. Of
 * arrays it makes that itself; what check answers as a secret object it has opened again since CLI 3.274.
 */
function secretAsAWhole(args: AccessSources | undefined): pulumi.Inputs {
  const objects = Object.entries(args ?? {}).filter(
    ([, value]) => typeof value === "object" && value !== null && !Array.isArray(value),
  );
  return Object.fromEntries(objects.map(([key, value]) => [key, secretIfWithin(value)]));
}

async function secretIfWithin(value: unknown): Promise<unknown> {
  return (await secretPaths(value)) === undefined ? value : pulumi.secret(value);
}

/** Pulumi asks for an import without this package's provider text, and its dynamic host then fails with a stack trace. */
function refuseImport(kind: string, name: string, opts: pulumi.CustomResourceOptions): void {
  if (opts.import === undefined) {
    return;
  }
  // Pulumi prints a RunError as its message alone.
  throw new pulumi.RunError(
    `${kind} ${JSON.stringify(name)}: the import option does not work with this provider and is not needed. Leave it out: creating the resource adopts what is there and writes only what differs.`,
  );
}
