import { createSessionApi } from "../../../../provider/api/client";
import { profilesOf } from "../../../../provider/api/profile-files";
import { resolveEndpoint } from "../../../../provider/config";
import {
  type Emulator,
  type EmulatorOptions,
  type FederationOptions,
  startEmulator,
} from "../../../emulator";
import { createFakeClock, type FakeClock } from "../../../support/fake-clock";
import { jwt, organizationId, removeFiles, ruleId } from "../../../support/identity-token";
import { id } from "../calls";

/** A client without a key on an emulator that exchanges tokens. */

const open: { close(): Promise<void> }[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
  removeFiles();
}

export async function startFederatedEmulator(
  federation: Partial<FederationOptions> = {},
  options: EmulatorOptions = {},
): Promise<Emulator> {
  const rule = { ruleId, identityToken: jwt, ...federation };
  const emulator = await startEmulator({ federation: rule, ...options });
  emulator.seed({ id });
  open.push(emulator);
  return emulator;
}

/** The variables of a pipeline that has the identity token, but where the API is. */
export const federated = {
  ANTHROPIC_FEDERATION_RULE_ID: ruleId,
  ANTHROPIC_ORGANIZATION_ID: organizationId,
  ANTHROPIC_IDENTITY_TOKEN: jwt,
};

export function clientOf(
  baseUrl: string,
  environment: Readonly<Record<string, string>> = federated,
  clock: FakeClock = createFakeClock(),
) {
  const endpoint = resolveEndpoint(
    { "managed-agents:baseUrl": baseUrl },
    environment,
    profilesOf(environment),
  );
  const api = createSessionApi({ endpoint, clock, random: () => 0 });
  open.push(api);
  return api;
}

/** `POST /v1/oauth/token 200`, `GET session 200`, in the order of arrival. */
export function logOf(emulator: Emulator): string[] {
  return emulator.requests.map(({ method, path, status }) =>
    `${method} ${path.replace(/^\/v1\/sessions\/[^/]+/, "session")} ${status ?? ""}`.trim(),
  );
}
