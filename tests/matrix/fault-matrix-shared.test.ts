import { testFaults } from "./fault-matrix";

/*
 * Whatever goes wrong with whichever request, the next run puts it right. The cases are generated: every request of
 * every operation meets every fault. Here is a sample of them; the long tests run all.
 */
testFaults("shared", 29);
