import * as z from "zod";
import { reportSchema } from "../report/report";

/** The shape of `managed-agents-review --format json`, for whoever builds on it. Members may be added to any object. */
export function reportJsonSchema(): object {
  return {
    title: "The report of managed-agents-review, version 1",
    ...z.toJSONSchema(reportSchema, { io: "input" }),
  };
}
