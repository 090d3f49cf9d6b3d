import type { FederationOptions } from "./federation-options";

/** An access token that was given out, and for what. */
export interface IssuedToken {
  readonly token: string;
  readonly workspaceId: string;
  /** The identity token it was given for; undefined for one that belongs to a login. */
  readonly identityToken: string | undefined;
  /** Epoch milliseconds by the emulator's `now`. */
  readonly expiresAtMs: number;
}

/** What `ant auth login` would have stored. */
export interface Login {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly expiresAtMs: number;
}

/** What tests do to the tokens of an organisation behind the API's back. */
export interface TokenControls {
  /** Every access token so far, oldest first. */
  readonly issued: readonly IssuedToken[];
  /** From now on the rule takes this identity token and no other. */
  rotate(identityToken: string): void;
  /** Access tokens given out so far are refused from now on; logins can still be renewed. */
  revoke(): void;
  /** A person logs in; `seconds` is how long the access token lives, default 3600. */
  login(seconds?: number): Login;
}

const DEFAULT_TOKEN_SECONDS = 3600;
const CLIENT_ID = "emulator-client";

/** The access and refresh tokens of one organisation. */
export class TokenTable implements TokenControls {
  readonly issued: IssuedToken[] = [];
  readonly #revoked = new Set<string>();
  readonly #refreshTokens = new Set<string>();
  #count = 0;
  #identityToken: string | undefined;

  constructor(
    readonly federation: FederationOptions | undefined,
    readonly now: () => number,
    /** A part of every token, because two organisations must not give out the same. */
    readonly organization: string,
  ) {
    this.#identityToken = federation?.identityToken;
  }

  takes(identityToken: string): boolean {
    return this.#identityToken === undefined || this.#identityToken === identityToken;
  }

  issue(workspaceId: string, identityToken: string | undefined, seconds: number): IssuedToken {
    const token = this.#next("sk-ant-oat01");
    const issued = { token, workspaceId, identityToken, expiresAtMs: this.now() + seconds * 1000 };
    this.issued.push(issued);
    return issued;
  }

  get tokenSeconds(): number {
    return this.federation?.tokenSeconds ?? DEFAULT_TOKEN_SECONDS;
  }

  isValid(token: string): boolean {
    const issued = this.issued.find((each) => each.token === token);
    return issued !== undefined && !this.#revoked.has(token) && this.now() < issued.expiresAtMs;
  }

  rotate(identityToken: string): void {
    this.#identityToken = identityToken;
  }

  revoke(): void {
    for (const { token } of this.issued) this.#revoked.add(token);
  }

  login(seconds = DEFAULT_TOKEN_SECONDS): Login {
    const { token, expiresAtMs } = this.issue("default", undefined, seconds);
    const refreshToken = this.#next("sk-ant-ort01");
    this.#refreshTokens.add(refreshToken);
    return { accessToken: token, refreshToken, clientId: CLIENT_ID, expiresAtMs };
  }

  /** A refresh token works once; the next one comes with what it gives. Undefined if it does not work. */
  renew(refreshToken: string, clientId: string): Login | undefined {
    const isGood = clientId === CLIENT_ID && this.#refreshTokens.delete(refreshToken);
    return isGood ? this.login(this.tokenSeconds) : undefined;
  }

  /** Long enough to be looked for in everything that is written anywhere. */
  #next(prefix: string): string {
    this.#count += 1;
    return `${prefix}-${this.organization}-${String(this.#count).padStart(12, "0")}`;
  }
}
