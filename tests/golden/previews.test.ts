import { sessionDescriptor } from "../../provider/model/resources";
import { describeDiff } from "../../provider/preview";
import { previewResource } from "../../provider/survey";
import {
  agentToolset,
  closeWorlds,
  customTool,
  mcpServer,
  mcpToolset,
  type Properties,
  pair,
  sessionId,
  shared,
  startPreviews,
} from "./world";

/*
 * Whole previews in a file: a changed wording shows in the review of a change as the line that people will read. After a
 * change that is meant, `npx jest tests/golden -u`.
 */

afterEach(closeWorlds);

const bash = (type: string) =>
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] });

/** What is deployed, and what the program says next; without the first it is a creation. */
const cases: readonly (readonly [name: string, prior: Properties | undefined, next: Properties])[] =
  [
    ["a new session, the arrays declared as a whole", undefined, { tools: [bash("always_ask")] }],
    [
      "a new session, shared, with what must be absent and a ceiling",
      undefined,
      shared({
        tools: [customTool("lookup")],
        absent: { mcpServers: ["leaky"] },
        atMost: { "mcp:*": "always_ask" },
      }),
    ],
    ["a tool that is loosened", { tools: [bash("always_ask")] }, { tools: [bash("always_allow")] }],
    [
      "a tool that is tightened, and disabled at the end",
      { tools: [bash("always_allow")] },
      { tools: [agentToolset({ configs: [{ name: "bash", enabled: false }] })] },
    ],
    [
      "a server that is added with its tools",
      { tools: [bash("always_ask")], mcpServers: [] },
      {
        tools: [bash("always_ask"), mcpToolset("linear")],
        mcpServers: [mcpServer("linear")],
      },
    ],
    [
      "a server at another address",
      pair("linear"),
      {
        ...pair("linear"),
        mcpServers: [mcpServer("linear", "https://elsewhere.example.com/sse")],
      },
    ],
    ["an array that is left out", { ...pair("linear") }, { tools: [mcpToolset("linear")] }],
    [
      "exclusive that becomes shared without an entry",
      { tools: [bash("always_ask"), customTool("lookup")] },
      shared({ tools: [bash("always_ask")] }),
    ],
    [
      "shared that becomes exclusive",
      shared({ tools: [customTool("lookup")] }),
      { tools: [customTool("lookup")] },
    ],
    [
      "a server that must be absent from now on",
      shared({ tools: [customTool("lookup")] }),
      shared({ tools: [customTool("lookup")], absent: { mcpServers: ["leaky"] } }),
    ],
    [
      "a ceiling that is let go",
      shared({ atMost: { "*": "always_ask" } }),
      shared({ atMost: { bash: "always_ask" } }),
    ],
    [
      "a policy of deletion that will end the session",
      { tools: [bash("always_ask")], onDelete: "retain" },
      { tools: [bash("always_ask")], onDelete: "archive" },
    ],
    [
      "another session",
      { tools: [bash("always_ask")], onDelete: "archive" },
      { tools: [bash("always_ask")], onDelete: "archive", sessionId: "sesn_2" },
    ],
  ];

test.each(cases)("the preview of %s", async (_name, prior, next) => {
  const { deployed, checked, lifecycle, context, told } = await startPreviews();
  const state = prior === undefined ? undefined : await deployed(prior);
  told.length = 0;
  const inputs = checked(next, state);
  await previewResource(
    lifecycle,
    state === undefined ? [inputs] : [inputs, state],
    context,
    false,
  );
  const diff = state === undefined ? undefined : describeDiff(state, inputs, sessionDescriptor);
  const what = diff === undefined ? "create" : diff.verdict.kind;
  const replaced = diff?.replacement === undefined ? [] : [diff.replacement];
  const lines = [`${sessionId}: ${what}`, ...replaced, ...told].join("\n");
  expect(`\n${lines}\n`).toMatchSnapshot();
});
