/** What the API refuses with: a status and the members of the error envelope (API §1.3). */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly errorType: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly details?: unknown,
  ) {
    super(message);
    this.name = "ApiRefusal";
  }
}

/** Validation, wrong lifecycle state, unknown fields: all are 400 `invalid_request_error`. */
export function invalidRequest(message: string): ApiRefusal {
  return new ApiRefusal(400, "invalid_request_error", message);
}

export function notFound(message: string): ApiRefusal {
  return new ApiRefusal(404, "not_found_error", message);
}

/** What an open workflow run forbids, whatever the session's status (API §9.3). */
export function workflowRunOpen(message: string): ApiRefusal {
  const details = { error_code: "workflow_run_open" };
  return new ApiRefusal(400, "invalid_request_error", message, {}, details);
}

/** The envelope of every error; `details` is left out unless there are some (API §7 row 40). */
export function errorEnvelope(
  errorType: string,
  message: string,
  requestId: string,
  details?: unknown,
): object {
  const error =
    details === undefined ? { type: errorType, message } : { type: errorType, message, details };
  return { type: "error", error, request_id: requestId };
}
