# Read by the other scripts with `.`: leaves in the environment what signs requests to the sessions API.
#
# First choice, no stored key: workload identity. The pipeline system vouches for the job with a token, which the
# provider exchanges for one of the API that lives for minutes. Needed: ANTHROPIC_FEDERATION_RULE_ID and
# ANTHROPIC_ORGANIZATION_ID. Second choice: ANTHROPIC_API_KEY.

token_file="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/anthropic-identity-token"

# Whole or not at all: the provider may read the file at any moment. Nobody else may.
store_token() (
  umask 077
  cat > "$token_file.new"
  mv "$token_file.new" "$token_file"
)

# GitHub hands a job its token on request (permissions: id-token: write).
ask_github() {
  curl --silent --show-error --fail --retry 3 --max-time 30 \
    --header "authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
    "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${ANTHROPIC_AUDIENCE:-https://api.anthropic.com}" |
    node -e 'process.stdout.write(JSON.parse(require("node:fs").readFileSync(0, "utf8")).value)' |
    store_token
}

# GitHub's token lives for five minutes and a deployment may wait for longer, so the file is renewed until the
# process of this script has ended, a day at most. `exec` keeps the process.
renew_token() {
  for _ in $(seq 360); do
    for _ in $(seq 48); do
      sleep 5
      kill -0 "$1" 2> /dev/null || return 0
    done
    ask_github || true
  done
}

if [ -z "${ANTHROPIC_FEDERATION_RULE_ID:-}" ]; then
  if [ -z "${ANTHROPIC_API_KEY:-}" ]; then
    echo "No credentials: set ANTHROPIC_FEDERATION_RULE_ID and ANTHROPIC_ORGANIZATION_ID, or ANTHROPIC_API_KEY." >&2
    exit 1
  fi
elif [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
  set -o pipefail
  ask_github
  renew_token "$$" > /dev/null 2>&1 < /dev/null &
  export ANTHROPIC_IDENTITY_TOKEN_FILE="$token_file"
elif [ -n "${ANTHROPIC_IDENTITY_TOKEN:-}" ]; then
  # GitLab puts the token into a variable (id_tokens:); it lives as long as the job may.
  printf %s "$ANTHROPIC_IDENTITY_TOKEN" | store_token
  unset ANTHROPIC_IDENTITY_TOKEN
  export ANTHROPIC_IDENTITY_TOKEN_FILE="$token_file"
elif [ -z "${ANTHROPIC_IDENTITY_TOKEN_FILE:-}" ]; then
  echo "This job has no identity token. GitHub: permissions: id-token: write. GitLab: id_tokens:." >&2
  exit 1
fi
