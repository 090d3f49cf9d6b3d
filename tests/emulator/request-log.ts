/** One request as it came, and what became of it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Lower-case names; credentials are replaced by `<api key>` or `<bearer token>`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when there was no body or it was not JSON. */
  readonly body: unknown;
  /** The status that was answered; undefined while, or if, there was no answer. */
  readonly status: number | undefined;
  /** Epoch milliseconds by the emulator's `now`. */
  readonly at: number;
  /** The kind of the fault the request met. */
  readonly fault: string | undefined;
}

export type LogEntry = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

/** The last `max` requests in the order of arrival. */
export class RequestLog {
  readonly entries: LogEntry[] = [];

  constructor(readonly max: number) {}

  add(entry: LogEntry): void {
    this.entries.push(entry);
    if (this.entries.length > this.max) this.entries.shift();
  }

  clear(): void {
    this.entries.length = 0;
  }
}

/** Repeated parameters become lists. */
export function loggedQuery(query: URLSearchParams): Record<string, string | readonly string[]> {
  const logged: Record<string, string | readonly string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    logged[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return logged;
}
