/** A `write` changes something on the server; a `read` may be sent as often as one likes. */
export type Effect = "read" | "write";
