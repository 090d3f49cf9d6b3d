import { spokenTime } from "../model/spoken-time";
import type { Reporter } from "./reporter";
import type { Held } from "./session-api";

/** A shorter pause is over before anybody has read of it. */
const toldFromMs = 5_000;

/** Tells on the resource's row, once for a verb, that its requests are held; a line for each would bury what matters. */
export function tellsHeldOnce({ progress }: Pick<Reporter, "progress">): (held: Held) => void {
  let isTold = false;
  return (held) => {
    if (!isTold && held.pauseMs >= toldFromMs) {
      isTold = true;
      progress(heldText(held));
    }
  };
}

function heldText({ reason, pauseMs }: Held): string {
  const pause = `it asked for a pause of ${spokenTime(pauseMs)}`;
  switch (reason) {
    case "rate limit":
      return `the API's rate limit holds this resource's requests; ${pause}`;
    case "trouble":
      return `trouble of the API's own holds this resource's requests; ${pause}`;
  }
}
