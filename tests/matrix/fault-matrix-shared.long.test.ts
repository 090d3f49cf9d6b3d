import { testFaults } from "./fault-matrix";

/** Every fault at every request; see the sample beside it. */
testFaults("shared", 1);
