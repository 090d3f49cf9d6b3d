import { stringify } from "safe-stable-stringify";
import { PartialStateError } from "../../provider/errors";
import type { StoredResource } from "../../provider/lifecycle";
import { type ProviderProcess, sessionId } from "./world";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as the engine's state file holds it. */
export interface Stored {
  readonly state: Properties;
  readonly inputs: Properties;
  /** The last create or update failed half way: the next `up` updates, whatever the diff says. */
  readonly isUnfinished: boolean;
}

/** What the state file holds after one operation, and how that ended. */
export interface Ran {
  readonly stored: Stored | undefined;
  readonly failure?: unknown;
}

/** `pulumi up` with this program, for the one resource it has. */
export async function up(
  { lifecycle, context }: ProviderProcess,
  stored: Stored | undefined,
  program: Properties,
): Promise<Ran> {
  const checked = lifecycle.check({ sessionId, ...program }, stored?.inputs, undefined);
  if (checked.violations.length > 0) {
    throw new Error(`the program is wrong: ${JSON.stringify(checked.violations)}`);
  }
  const { inputs } = checked;
  if (stored === undefined) {
    return settle(stored, inputs, lifecycle.create(inputs, context));
  }
  const isSame = lifecycle.diff(stored.state, inputs).kind === "same";
  return isSame && !stored.isUnfinished
    ? { stored: { ...stored, inputs } }
    : settle(stored, inputs, lifecycle.update(sessionId, stored.state, inputs, context));
}

/** `pulumi refresh`: what the provider reads takes the place of what was stored. */
export async function refresh(
  { lifecycle, context }: ProviderProcess,
  stored: Stored | undefined,
): Promise<Ran> {
  if (stored === undefined) {
    return { stored };
  }
  const result = await lifecycle.read(sessionId, stored.state, context);
  return result.kind === "gone"
    ? { stored: undefined }
    : {
        stored: {
          ...stored,
          state: fromFile(result.state),
          inputs: fromFile(result.inputs),
        },
      };
}

/** `pulumi destroy`. */
export async function destroy(
  { lifecycle, context }: ProviderProcess,
  stored: Stored | undefined,
): Promise<Ran> {
  if (stored === undefined) {
    return { stored };
  }
  return lifecycle.delete(sessionId, stored.state, context).then(
    () => ({ stored: undefined }),
    (failure: unknown) => ({ stored, failure }),
  );
}

function settle(
  before: Stored | undefined,
  inputs: Properties,
  verb: Promise<StoredResource>,
): Promise<Ran> {
  return verb.then(
    ({ state }) => ({ stored: { state: fromFile(state), inputs, isUnfinished: false } }),
    (failure: unknown) =>
      failure instanceof PartialStateError
        ? { stored: { state: fromFile(failure.state), inputs, isUnfinished: true }, failure }
        : { stored: before, failure },
  );
}

/** The state file knows no `undefined`, and sorts keys. */
function fromFile(value: object): Properties {
  return JSON.parse(stringify(value) ?? "{}") as Properties;
}
