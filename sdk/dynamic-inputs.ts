import * as pulumi from "@pulumi/pulumi";
import type { Access } from "./outputs";
import { providerText } from "./provider-text";
import { refuseEarlyDeletion, refuseIgnoredPlaces } from "./refused-options";
import { secretPaths } from "./secret-paths";

type Secrets = ReturnType<typeof secretPaths>;

/** The inputs that the access map is made of. */
const accessSources: ReadonlySet<unknown> = new Set(["tools", "mcpServers", "absent"]);

/**
 * What a resource of the dynamic host sends beside its arguments: the provider's text, the row to report on, and what
 * the host does not pass on: where the secrets are, and the bounds. Refuses the import option, which that host cannot carry.
 */
export function dynamicInputs(
  kind: string,
  type: string,
  name: string,
  args: object | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  refuseImport(kind, name, opts);
  refuseEarlyDeletion(kind, name, opts);
  refuseIgnoredPlaces(kind, name, opts);
  const secrets = secretPaths(args);
  return {
    ...secretAsAWhole(args, secrets),
    access: args === undefined ? undefined : accessOf(secrets),
    __provider: providerText(kind),
    __secrets: secrets,
    __urn: pulumi.createUrn(name, type, opts.parent),
    ...(opts.customTimeouts === undefined ? {} : { __timeouts: opts.customTimeouts }),
  };
}

/**
 * Check puts the real map in the place of this one. It is passed so that the map is secret where the arrays are: the
 * engine marks what a dynamic provider returns as it marked the same key of what it was given.
 */
async function accessOf(secrets: Secrets): Promise<pulumi.Input<Access>> {
  return (await isWithin(secrets, (key) => accessSources.has(key))) ? pulumi.secret({}) : {};
}

/**
 * The arguments that are objects, secret as a whole where one holds a secret. What becomes secret without changing is no
 * difference, and of an unchanged resource the engine marks only such outputs as are wholly secret among the inputs. Of
 * arrays it makes that itself; what check answers as a secret object it has opened again since CLI 3.274.
 */
function secretAsAWhole(args: object | undefined, secrets: Secrets): pulumi.Inputs {
  const objects = Object.entries(args ?? {}).filter(([, value]) => isObject(value));
  const marked = async (key: string, value: unknown) =>
    (await isWithin(secrets, (within) => within === key)) ? pulumi.secret(value) : value;
  return Object.fromEntries(objects.map(([key, value]) => [key, marked(key, value)]));
}

/** An output is secret as a whole by itself. */
function isObject(value: unknown): boolean {
  const isPlain = !Array.isArray(value) && !pulumi.Output.isInstance(value);
  return typeof value === "object" && value !== null && isPlain;
}

async function isWithin(secrets: Secrets, isMeant: (key: unknown) => boolean): Promise<boolean> {
  return (await secrets)?.some(([key]) => isMeant(key)) ?? false;
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
