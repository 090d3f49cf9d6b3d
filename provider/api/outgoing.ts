import { type Edit, EditedRaw, type OutgoingEntry, withEdits } from "../model/patch";
import { type Shape, toolShape, toWireShape, type WireEntry } from "./convert";

/** An array to send: own entries respelled, foreign ones exactly as they came, but for the members that are set. */
export function toWireEntries<Entry>(
  entries: readonly OutgoingEntry<Entry>[],
  toWire: (entry: Entry) => WireEntry,
): readonly unknown[] {
  return entries.map((outgoing) =>
    outgoing.kind === "own" ? toWire(outgoing.entry) : rawWithEdits(outgoing.raw),
  );
}

function rawWithEdits(raw: unknown): unknown {
  return raw instanceof EditedRaw
    ? withEdits(rawWithEdits(raw.raw), raw.edits.map(toWireEdit))
    : raw;
}

/** An edit of a tool in the wire's spelling: the members on its path, and those of the value at its end. */
function toWireEdit({ path, value }: Edit): Edit {
  let shape: Shape | undefined = toolShape;
  const wirePath = path.map((part) => {
    if (typeof part === "number") {
      return part;
    }
    const name: string = shape?.keys[part] ?? part;
    shape = shape?.objects?.[part] ?? shape?.lists?.[part];
    return name;
  });
  return { path: wirePath, value: shape === undefined ? value : toWireShape(shape, value) };
}
