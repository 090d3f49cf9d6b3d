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
  const { protocol = "", username = "", password = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "http:" && protocol !== "https:") {
    throw unusable(source, "must be an http or https URL such as http://proxy.example.com:3128");
  }
  if (![username, password].every(isPercentEncoded)) {
    throw unusable(
      source,
      "has a % in its user name or password that encodes no character; write it as %25",
    );
  }
  const exceptions = ["no_proxy", "NO_PROXY"].map((name) => environment[name] ?? "");
  const except = exceptions.find((list) => list !== "") ?? "";
  return new HttpProxy(url, except, source);
}

/** What stands before the host is decoded when the proxy is asked, which would fail in the middle of a request. */
function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function unusable(source: string, problem: string): ProviderError {
  return new ProviderError("configuration", `${source} ${problem}. No request was made.`);
}
