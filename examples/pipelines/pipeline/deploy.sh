#!/usr/bin/env bash
# Makes the sessions what the program says, and undoes what was changed behind its back. What was done goes into
# deployment.jsonl.
set -euo pipefail
. "$(dirname "$0")/credentials.sh"

# The event log is for the report; it needs the switch.
export PULUMI_DEBUG_COMMANDS=true
# exec, so that what the pipeline system sends when somebody cancels the job reaches the engine itself.
exec pulumi up --non-interactive --yes --skip-preview --refresh --stack "$STACK" --event-log deployment.jsonl
