import { testKills } from "./kill-matrix";

testKills("both");
