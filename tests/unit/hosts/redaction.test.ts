import fc from "fast-check";
import { redacted, withoutSecretReasons } from "../../../provider/hosts/properties/redaction";
import { marksOf } from "../../../provider/hosts/properties/secret-marks";
import { shownText } from "../../../provider/model/shown-text";

const hiding = (secret: string) => marksOf({ secret }, [["secret"]]);
const pem = "-----BEGIN KEY-----\n0123456789\n-----END KEY-----";

describe("a secret is found in a sentence", () => {
  test.each([
    ["as it is", pem, `at ${pem}.`, "at [secret]."],
    ["in JSON", pem, `at ${JSON.stringify(pem)}.`, 'at "[secret]".'],
    ["escaped for a terminal", "token\u001b0123", "at token\\u{1b}0123.", "at [secret]."],
    ["with its lines run together", pem, `at ${pem.replaceAll("\n", " ")}.`, "at [secret]."],
    ["cut", "token-0123456789", "at token-0123… and on", "at [secret]… and on"],
    ["cut at the very end", "token-0123456789", "at token-01234567…", "at [secret]…"],
    ["short, as a word", "abc", "abc, abcd and x.abc", "[secret], abcd and x.[secret]"],
  ])("%s", (_how, secret, text, clean) => {
    expect(redacted(hiding(secret), text)).toBe(clean);
  });

  test("wherever a quotation is cut, and however it is escaped", () => {
    const secret = fc.string({ unit: "grapheme", minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(secret, fc.nat(60), (text, room) => {
        const told = redacted(hiding(text), shownText(`before ${text} after`, 8 + room));
        expect(told).not.toContain(shownText(text));
      }),
    );
  });
});

test("what a fleet keeps of its sessions repeats none, and the rest of a state is left as it is", () => {
  const state = {
    access: { bash: "token-0123456789" },
    pending: { total: 2, sessions: { sesn_1: "refused token-0123456789", sesn_2: "busy" } },
  };
  expect(withoutSecretReasons(state, hiding("token-0123456789"))).toEqual({
    access: state.access,
    pending: { total: 2, sessions: { sesn_1: "refused [secret]", sesn_2: "busy" } },
  });
});
