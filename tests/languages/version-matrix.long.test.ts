import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { installWithSdk } from "./sdk-install";
import { liveWith } from "./version-matrix";
import { otherRows } from "./version-rows";

test.each(otherRows)(
  "CLI $cli with Node.js $node and @pulumi/pulumi $sdk runs both hosts through preview, up, a no-op and destroy",
  async (row) => liveWith(row, await installWithSdk(row.sdk)),
  10 * ENGINE_TEST_TIMEOUT_MS,
);
