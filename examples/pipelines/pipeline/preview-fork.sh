#!/usr/bin/env bash
# The preview of a pull request from a fork, which gets no key, no passphrase and no state: the program alone, as if
# nothing had been deployed yet. It runs the fork's code, so it must run where there is nothing to steal.
set -euo pipefail

settings="Pulumi.$STACK.yaml"
if [ -f "$settings" ]; then
  if grep --quiet --extended-regexp '^[[:space:]]*(-[[:space:]]+)*secure:' "$settings"; then
    echo "$settings holds a secret, which nobody without the passphrase can read: no preview for forks." >&2
    exit 1
  fi
  # The salt belongs to the real passphrase; the throw-away stack gets one of its own.
  sed --in-place '/^encryptionsalt:/d' "$settings"
fi

PULUMI_BACKEND_URL="file://$(mktemp -d "${TMPDIR:-/tmp}/throw-away.XXXXXX")"
export PULUMI_BACKEND_URL PULUMI_CONFIG_PASSPHRASE=throw-away
pulumi stack init --non-interactive "$STACK"

export PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true
exec pulumi preview --non-interactive --stack "$STACK" --json > preview.jsonl
