import { agentToolset, customTool } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { closeEmulators, outputOf, sessionId } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const description = "Looks it up.";
const zetaFirst =
  '{"type":"object","properties":{"zeta":{"type":"string"},"alpha":{"type":"string"}}}';
const asValue = JSON.parse(zetaFirst) as { readonly type: "object" };

/** The engine sorts the keys of values, and the model reads a schema in the order in which the session has it. */
describe.each(hosts)("the order of a custom tool's schema under the %s host", (_host, start) => {
  test("is that of the session where the schema is the same, and that of the text where it is new", async () => {
    const live = {
      type: "custom",
      name: "live",
      description,
      input_schema: asValue,
    };
    const declared = customTool({ name: "live", description, inputSchema: asValue });
    const fresh = customTool({ name: "fresh", description, inputSchema: zetaFirst });
    const stack = await start(
      { tools: [declared, fresh] },
      { seeds: [{ id: sessionId, tools: [live] }] },
    );
    await outputOf(stack.up());
    const text = stack.emulator.text(sessionId) ?? "";
    expect(text.split(zetaFirst)).toHaveLength(3);

    stack.declare({ tools: [declared, fresh, agentToolset()] });
    await outputOf(stack.up());
    expect((stack.emulator.text(sessionId) ?? "").split(zetaFirst)).toHaveLength(3);
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
  });
});
