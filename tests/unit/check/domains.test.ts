import { domainReason } from "../../../provider/check/domains";

const scheme = 'must be a plain host such as "example.com", without a scheme';
const ip = 'IP addresses are not supported; give a plain host such as "example.com"';
const ascii = 'must be a plain ASCII host such as "example.com"';
const wildcard = "wildcards are not supported; a host stands for its subdomains too";

describe("entries of domain lists (API §4.2)", () => {
  test.each([
    ["https://example.com", scheme],
    ["FTP://example.com", scheme],
    ["example.com ", "must not contain white space"],
    ["exa mple.com", "must not contain white space"],
    ["127.0.0.1", ip],
    ["::1", ip],
    ["[2001:db8::1]", ip],
    ["127.1", ip],
    ["0x7f.1", ip],
    ["0177.0.0.1", ip],
    ["2130706433", ip],
    ["1.2.3.4.5", 'must not end in a number; give a plain host such as "example.com"'],
    ["user:pass@example.com", "must not carry credentials"],
    ["example.com:8080", "must not carry a port"],
    ["*.example.com", wildcard],
    ["*", wildcard],
    ["münchen.de", ascii],
    ["-example.com", ascii],
    ["example-.com", ascii],
    ["example..com", ascii],
    [".example.com", ascii],
    ["example.com.", ascii],
    [`${"a".repeat(64)}.com`, ascii],
    ["/path", ascii],
    ["localhost", 'hosts under "localhost" are not allowed'],
    ["printer.local", 'hosts under "local" are not allowed'],
    ["db.internal", 'hosts under "internal" are not allowed'],
    ["x.localdomain", 'hosts under "localdomain" are not allowed'],
    ["x.INVALID", 'hosts under "invalid" are not allowed'],
    ["com", "must have at least two labels, such as example.com"],
  ])("%s is refused for either tool", (entry, reason) => {
    expect(domainReason(entry, "web_fetch")).toBe(reason);
    expect(domainReason(entry, "web_search")).toBe(reason);
  });

  test.each([
    "example.com",
    "EXAMPLE.com",
    "a.b.c.example.co.uk",
    "xn--mnchen-3ya.de",
    "1.example.com",
    "my_host.example.com",
    "dead.beef",
    "example.com/",
  ])("%s is fine for either tool", (entry) => {
    expect(domainReason(entry, "web_fetch")).toBeUndefined();
    expect(domainReason(entry, "web_search")).toBeUndefined();
  });

  test("a path is for web_search only", () => {
    expect(domainReason("example.com/docs", "web_search")).toBeUndefined();
    expect(domainReason("example.com/docs", "web_fetch")).toBe(
      "web_fetch takes hosts only, without a path",
    );
  });

  test.each(["?", "#", "$", ",", "|", "^", "!"])("a path with %s is refused", (character) => {
    expect(domainReason(`example.com/a${character}b`, "web_search")).toBe(
      "the path must not contain any of ? # $ , | ^ !",
    );
  });
});
