#!/usr/bin/env bash
# Fuzzes a service of its own with schemathesis (PyPI) through /openapi.json, as an operator, a partner, a marketplace and a
# reviewer. Ends with 1 when any of them finds a failure. EXAMPLES (default 50) cases an operation, SEED (default 1).
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build/schemathesis
if [ ! -x "$venv/bin/st" ]; then
    echo "Installing schemathesis into $venv ..."
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'schemathesis>=4.32,<5'
fi

work=$(mktemp -d)
operator=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
REFERRALS_OPERATOR_KEY=$operator REFERRALS_RATE_LIMIT=off \
    .build/release/referrals serve --port 0 --database "$work/referrals.db" >"$work/out" 2>"$work/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q http "$work/out" && break; sleep 0.1; done
url=$(sed -n 's/^Serving on //p' "$work/out")
[ -n "$url" ] || { cat "$work/log"; exit 1; }

post() { curl -sSf "$url$1" -H "Authorization: Bearer $operator" -H 'Content-Type: application/json' -d "$2"; }
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }
partner=$(post /v1/partners '{"name":"Fuzzed partner"}' | field id)
partner_key=$(post /v1/keys "{\"name\":\"partner\",\"role\":\"partner\",\"partnerId\":\"$partner\"}" | field key)
marketplace_key=$(post /v1/keys '{"name":"marketplace","role":"marketplace","marketplaceId":"fuzzed"}' | field key)
reviewer_key=$(post /v1/keys '{"name":"reviewer","role":"reviewer"}' | field key)

# Something to work on: an active profile, and an RFI to it.
post_as() { curl -sSf "$url$2" -X POST -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3"; }
profile=$(post_as "$partner_key" /v1/profiles '{"country":"US","displayName":"Fuzzed","services":["Fuzzing"]}' | cut -c8-43)
post_as "$partner_key" "/v1/profiles/$profile/locations" '{"name":"Here","address":{"city":"Boston","country":"US"},
    "contact":{"name":"Sue","email":"sue@fabrikam.example"}}' >/dev/null
post_as "$partner_key" "/v1/profiles/$profile/activate" '{}' >/dev/null
for _ in $(seq 5); do
    post_as "$marketplace_key" /v1/rfis '{"customer":{"company":"Contoso","size":"10-50",
        "address":{"city":"Redmond","country":"US"},"contact":{"name":"Joe","email":"joe@contoso.example"}},
        "need":{"summary":"To be fuzzed"},"consent":{"contact":true},"allowDuplicate":true,
        "recipients":[{"profileId":"'"$profile"'"}]}' >/dev/null
done

failed=0
# The operator last: as such it revokes keys and suspends partners.
for role in partner marketplace reviewer operator; do
    case $role in
    operator) key=$operator ;;
    partner) key=$partner_key ;;
    marketplace) key=$marketplace_key ;;
    reviewer) key=$reviewer_key ;;
    esac
    echo "As $role:"
    "$venv/bin/st" --config-file schemathesis.toml run "$url/openapi.json" -H "Authorization: Bearer $key" \
        -n "${EXAMPLES:-50}" --seed "${SEED:-1}" || failed=1
done
exit "$failed"
