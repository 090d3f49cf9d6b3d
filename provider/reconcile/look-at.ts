import type { Look } from "../model/session";
import type { Dependencies } from "./dependencies";
import { callOf, type VerbContext } from "./verb";

/** A look that may be up to two seconds old: good to wait on and to show, not to write on. */
export async function lookAt(
  sessionId: string,
  agentId: string | undefined,
  { looks, writes }: Pick<Dependencies, "looks" | "writes">,
  context: VerbContext,
): Promise<Look> {
  const asOfWrite = writes.total();
  const look = await looks.look(sessionId, agentId, callOf(context));
  return look.kind === "found" ? { asOfWrite, ...look } : look;
}
