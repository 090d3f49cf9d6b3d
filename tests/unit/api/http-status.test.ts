import { meaningOf } from "../../../provider/api/http-status";

/** Columns: may have taken effect, is sent again, may be about the session. */
test.each([
  [200, "done", "none", false],
  [307, "none", "none", false],
  [400, "none", "none", true],
  [401, "none", "none", false],
  [404, "none", "none", false],
  [408, "unknown", "reads", false],
  [409, "none", "none", true],
  [418, "none", "none", false],
  [422, "none", "none", false],
  [429, "none", "all", false],
  [500, "unknown", "reads", false],
  [529, "unknown", "reads", false],
] as const)(
  "%d: effect %s, repeated %s, about the session %s",
  (status, effect, repeats, about) => {
    expect(meaningOf(status)).toMatchObject({ effect, repeats, mayBeAboutTheSession: about });
  },
);

test("every status says what to do, or that it depends on the credential", () => {
  const statuses = Array.from({ length: 500 }, (_, index) => 100 + index);
  const silent = statuses.filter((status) => meaningOf(status).advice === undefined);
  expect(silent).toEqual([401, 403]);
});
