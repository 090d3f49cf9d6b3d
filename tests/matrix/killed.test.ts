import { testKills } from "./kill-matrix";

/** By turns before and after the effect; the long tests do both. */
testKills("by turns");
