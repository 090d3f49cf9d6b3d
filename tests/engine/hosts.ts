import { nativeStack } from "../native/native-stack";
import { sessionStack } from "./session-stack";

/** Both hosts, each with a stack whose program declares one session: a promise is tried in either. */
export const hosts = [
  ["dynamic", sessionStack],
  ["native", nativeStack],
] as const;
