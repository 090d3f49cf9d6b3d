import { ProviderResource } from "@pulumi/pulumi";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { closeEmulators } from "../engine/session-stack";
import { nativeStack } from "./native-stack";

afterEach(closeEmulators);

/** Sends what it is given, as the generated SDK for Java does; those of other languages mark the key themselves. */
class PlainProvider extends ProviderResource {}

test(
  "a key that a program states plainly is secret in the state",
  async () => {
    const { setProgram, stack } = await nativeStack({});
    setProgram(async () => {
      new PlainProvider("managed-agents", "account", { apiKey: "sk-plain" });
    });
    await stack.up();
    const { resources } = (await stack.exportStack()).deployment;
    const account = resources.find(({ type }: { type: string }) => type.startsWith("pulumi:prov"));
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: '"sk-plain"',
    };
    expect(account).toMatchObject({ inputs: { apiKey: secret }, outputs: { apiKey: secret } });
  },
  ENGINE_TEST_TIMEOUT_MS,
);
