import { change, declare, destroy, drop, list, lookup, type Step, up } from "./steps";

/** Histories that once broke a law, smallest form; they are played first, in each host. */
export const found: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  [
    "a list that shifts, an id that comes from a replaced resource, and a removal",
    [
      list(["sesn_1", "sesn_2"], { deleteBeforeReplace: true, chained: true }),
      lookup("sesn_3", 1, { deleteBeforeReplace: true }),
      declare("gamma", "sesn_3", { looksUp: true, onDelete: "archive" }),
      up(),
      list(["sesn_3", "sesn_1", "sesn_2"], { deleteBeforeReplace: true, chained: true }),
      drop("gamma"),
      up(),
      destroy(),
    ],
  ],
  [
    "a loosening that is killed while the session works, and then taken back",
    [
      declare("alpha", "sesn_1", { entries: "ask" }),
      up(),
      change("alpha", { entries: "allow" }),
      up({ kill: { request: 2, atWork: true } }),
      change("alpha", { entries: "ask" }),
      up(),
    ],
  ],
];
