import { jwt, nextJwt, organizationId, ruleId } from "../support/identity-token";
import { type AdviceCase, declared } from "./case";

const options: AdviceCase["options"] = {
  federation: { ruleId, identityToken: jwt },
  environment: {
    ANTHROPIC_FEDERATION_RULE_ID: ruleId,
    ANTHROPIC_ORGANIZATION_ID: organizationId,
    ANTHROPIC_IDENTITY_TOKEN: jwt,
  },
};

/** Access tokens that are not to be had, or not taken. */
export const tokens: readonly AdviceCase[] = [
  {
    name: "a federation rule that does not match",
    advice: `Check that the federation rule ${ruleId} matches what the token says`,
    options,
    fails: ({ world, resource }) => {
      world.emulator.tokens.rotate(nextJwt);
      return resource.up(declared);
    },
    follow: ({ world, resource }) => {
      world.emulator.tokens.rotate(jwt);
      return resource.up(declared);
    },
  },
  {
    name: "a service account that is no longer there",
    advice: "Check the rule's service account in the Console",
    options,
    fails: ({ world, resource }) => {
      const { faults } = world.emulator;
      faults.always(
        { kind: "refuse", status: 401, type: "authentication_error", message: "No." },
        { path: /sessions/ },
      );
      return resource.up(declared);
    },
    follow: ({ world, resource }) => {
      world.emulator.faults.clear();
      return resource.up(declared);
    },
  },
];
