import * as z from "zod";
import type { Endpoint } from "../../config";
import type { FederatedCredential, LoginCredential } from "../../credentials/credential";
import { safeParse } from "../../model/safe-parse";
import { quotedText } from "../../model/shown-text";
import { timeOfDay } from "../../wait/clock";
import { type Answer, oneLine, textWithoutSecret } from "../answer";
import { answered, reasonOf } from "../failure";
import { checkAddress } from "../http-status";
import type { Reason, Unsigned } from "../reason";
import type { Ended } from "../retry";
import { claimsOf } from "./identity-token";

/** Why no access token could be got, as a person needs to hear it: whose fault it usually is, and where to look. */

export function unreadableToken(problem: string): Unsigned {
  return unsigned({
    kind: "configuration",
    seen: `there is no access token, ${problem}`,
    advice: "Let the pipeline write the token of its OIDC provider there.",
  });
}

interface Presented {
  readonly credential: FederatedCredential;
  /** The identity token; of it only what it claims is shown. */
  readonly jwt: string;
}

export function exchangeFailure(
  ended: Ended | undefined,
  presented: Presented,
  endpoint: Endpoint,
): Unsigned {
  if (ended === undefined) {
    const seen = "no access token could be got";
    return unsigned({ kind: "unavailable", seen, advice: "Try again later." });
  }
  return requestFailure(ended, endpoint, (answer) => {
    const { source } = presented.credential.identityToken;
    const claims = claimsOf(presented.jwt);
    const claimed = claims === undefined || claims.shown === "" ? "" : `; it says ${claims.shown}`;
    return {
      kind: "unauthorised",
      seen: `the identity token from ${source} was not taken in exchange for an access token, ${refusal(ended, answer)}${claimed}`,
      advice: adviceOn(presented, claims?.expiresAt),
    };
  });
}

function adviceOn({ credential }: Presented, expiresAt: number | undefined): string {
  const { ruleId, workspaceId, identityToken } = credential;
  const lasting =
    identityToken.kind === "text"
      ? ` ${identityToken.source} stays as it is while the deployment runs; ANTHROPIC_IDENTITY_TOKEN_FILE is read anew for each exchange.`
      : "";
  if (expiresAt !== undefined && expiresAt * 1000 <= timeOfDay()) {
    return `The identity token has expired${shownMoment(expiresAt * 1000)}. Let the pipeline get a new one.${lasting}`;
  }
  const workspace =
    workspaceId === undefined
      ? "and if the rule has several workspaces, name one (managed-agents:workspaceId or ANTHROPIC_WORKSPACE_ID)"
      : `and that it is enabled for the workspace ${workspaceId}`;
  return `Check that the federation rule ${ruleId} matches what the token says, ${workspace}. The Console lists what it refused under workload identity, with the reason.${lasting}`;
}

/** Nothing of a moment that no calendar has: whoever wrote the token wrote its numbers. */
function shownMoment(ms: number): string {
  const moment = new Date(ms);
  return Number.isNaN(moment.getTime()) ? "" : ` (${moment.toISOString()})`;
}

export function loginFailure(
  ended: Ended | undefined,
  { credentialsFile, source }: LoginCredential,
  endpoint: Endpoint,
): Unsigned {
  const advice = "Log in again (ant auth login).";
  if (ended === undefined) {
    const file = quotedText(credentialsFile);
    return unsigned({
      kind: "configuration",
      seen: `the login of ${source} cannot be used: ${file} is missing, is no JSON with an access_token, can be read by others than its owner, or has ended and cannot be renewed`,
      advice,
    });
  }
  return requestFailure(ended, endpoint, (answer) => ({
    kind: "unauthorised",
    seen: `the login of ${source} could not be renewed, ${refusal(ended, answer)}`,
    advice,
  }));
}

export function unstorableLogin(
  problem: string,
  { credentialsFile, source }: LoginCredential,
): Unsigned {
  return unsigned({
    kind: "configuration",
    seen: `the login of ${source} has ended and was not renewed: what came of it could not be stored in ${quotedText(credentialsFile)}, ${problem}, and a login can be renewed from there only once`,
    advice:
      "Let this process write to the file's folder, or give it a key or a workload identity instead.",
  });
}

/** What those are answered who may have no token. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403]);

/** Whether what was presented for a token was turned away, for good. */
export function isRefusal({ exchange }: Ended): boolean {
  return exchange.kind === "answered" && refusals.has(exchange.answer.status);
}

/** What a request for a token came to that brought none; `refused` says what its refusal means. */
function requestFailure(
  ended: Ended,
  endpoint: Endpoint,
  refused: (answer: Answer) => Reason,
): Unsigned {
  const { exchange } = ended;
  const answer = exchange.kind === "answered" ? exchange.answer : undefined;
  if (answer?.status === 200) {
    return malformed(answer);
  }
  return answer !== undefined && refusals.has(answer.status)
    ? unsigned(refused(answer), answer)
    : unsigned(withoutToken(reasonOf(ended, endpoint)), answer);
}

function malformed(answer: Answer): Unsigned {
  const seen =
    "what came in exchange for the identity token or the login is no access token with an end";
  return unsigned({ kind: "malformed", seen, advice: checkAddress }, answer);
}

function withoutToken(reason: Reason): Reason {
  return { ...reason, seen: `there is no access token, ${reason.seen}` };
}

/** Of the answer's own words those that RFC 6749 §5.2 names, or the API's envelope; the rest may quote what was sent. */
function refusal(ended: Ended, answer: Answer): string {
  const { body, status } = answer;
  const parsed = safeParse(oauthErrorSchema, body.kind === "json" ? body.value : undefined);
  if (!parsed.success) {
    return answered(ended);
  }
  const { error, error_description: description = "" } = parsed.data;
  // Once more, because JSON can spell what was presented in another way.
  const told = (text: string, length: number) =>
    oneLine(textWithoutSecret(text, ended.secret ?? ""), length);
  const text = description === "" ? "" : `, “${told(description, 1000)}”`;
  return `${status} ${told(error, 80)}${text}`;
}

const oauthErrorSchema = z.looseObject({
  error: z.string(),
  error_description: z.string().optional().catch(undefined),
});

function unsigned(reason: Reason, answer?: Answer): Unsigned {
  return { kind: "unsigned", reason, ...(answer === undefined ? {} : { answer }) };
}
