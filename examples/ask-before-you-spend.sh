#!/bin/sh
# The same with curl: hold, settle, and what is left. PURSER_URL, PURSER_KEY and a person as for ask-before-you-spend.ts.
set -eu
base=${PURSER_URL:-http://127.0.0.1:8080/v1}
user=${1:-user_name:ada@acme.example}

post() { curl --silent --show-error -H "Authorization: Bearer $PURSER_KEY" -H 'Content-Type: application/json' -H "Idempotency-Key: $3" -d "$2" "$base$1"; }

answer=$(post /authorizations "{\"user\": \"$user\", \"amount\": \"0.42\", \"expires_in\": 120}" "example-hold-$$")
echo "$answer"
hold=$(printf '%s' "$answer" | sed -n 's/.*"id":"\(auth_[^"]*\)".*/\1/p')
if [ -z "$hold" ]; then
  echo "$user may not spend this." # the answer says why, and until when
  exit 0
fi
post "/authorizations/$hold/settle" '{"amount": "0.183250"}' "example-settle-$$"
echo
