import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/pulumi/version";
import { refusedLook } from "../provider/in-program";

/**
 * The options of a resource that is only looked at, refused in a sentence where the SDK cannot read it: its dynamic host
 * would end with a stack trace before this package is asked.
 */
export function lookedAt(opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  if (opts.id === undefined) {
    return opts;
  }
  const id = pulumi.output(opts.id).apply(async (known) => {
    const reason = await refusedLook(pulumi.runtime.getEngine(), version);
    if (reason !== undefined) {
      // Pulumi prints a RunError as its message alone.
      throw new pulumi.RunError(reason);
    }
    return known;
  });
  return { ...opts, id };
}
