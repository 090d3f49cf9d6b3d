import { ProviderError } from "./errors";

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment names. Its URL may hold a password, and shows in no JSON, inspection or message. */
export class HttpProxy {
  readonly #url: string;

  constructor(
    url: string,
    /** Hosts that are reached without it, as `NO_PROXY` lists them. */
    readonly except: string,
    /** The variable that names it. */
    readonly source: string,
  ) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  toJSON(): object {
    return { url: "[redacted]", except: this.except, source: this.source };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }
}

/**
 * The proxy to an address: `HTTPS_PROXY`, else `HTTP_PROXY`, in lower case before upper, except for the hosts of
 * `NO_PROXY`. Only https goes through it, in a tunnel: of plain http a proxy would see the key.
 *
 * @throws ProviderError of kind `configuration` naming the variable, never its value.
 */
export function proxyTo(address: URL, environment: Environment): HttpProxy | undefined {
  const set = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"].filter(
    (name) => (environment[name] ?? "") !== "",
  );
  const [source] = set;
  if (source === undefined || address.protocol !== "https:") {
    return undefined;
  }
  const url = environment[source] ?? "";
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol !== "http:" && protocol !== "https:") {
    throw new ProviderError(
      "configuration",
      `${source} must be an http or https URL such as http://proxy.example.com:3128. No request was made.`,
    );
  }
  const [except = ""] = ["no_proxy", "NO_PROXY"].flatMap((name) => environment[name] ?? []);
  return new HttpProxy(url, except, source);
}
