/** A place for state that is not the file system's, as a user names it to `pulumi login`. */
export interface Backend {
  /** For `PULUMI_BACKEND_URL`. */
  readonly url: string;
  /** What the engine needs beside the URL. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends what serves it. */
  close(): Promise<void>;
}
