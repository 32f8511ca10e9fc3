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

# send METHOD KEY PATH BODY
send() { curl -sSf "$url$3" -X "$1" -H "Authorization: Bearer $2" -H 'Content-Type: application/json' -d "$4"; }
post() { send POST "$operator" "$@"; }
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }
partner=$(post /v1/partners '{"name":"Fuzzed partner"}' | field id)
partner_key=$(post /v1/keys "{\"name\":\"partner\",\"role\":\"partner\",\"partnerId\":\"$partner\"}" | field key)
marketplace_key=$(post /v1/keys '{"name":"marketplace","role":"marketplace","marketplaceId":"fuzzed"}' | field key)
reviewer_key=$(post /v1/keys '{"name":"reviewer","role":"reviewer"}' | field key)

# Something to work on: an active profile, RFIs to it, and registrations of the two that are won at once.
send PUT "$operator" /v1/solutions/fuzzed '{"name":"Fuzzed","registrationEligible":true}' >/dev/null
profile=$(send POST "$partner_key" /v1/profiles '{"country":"US","displayName":"Fuzzed","services":["Fuzzing"],
    "solutions":["fuzzed"]}' | cut -c8-43)
send POST "$partner_key" "/v1/profiles/$profile/locations" '{"name":"Here","address":{"city":"Boston","country":"US"},
    "contact":{"name":"Sue","email":"sue@fabrikam.example"}}' >/dev/null
send POST "$partner_key" "/v1/profiles/$profile/activate" '{}' >/dev/null
for _ in $(seq 5); do
    send POST "$marketplace_key" /v1/rfis '{"customer":{"company":"Contoso","size":"10-50",
        "address":{"city":"Redmond","country":"US"},"contact":{"name":"Joe","email":"joe@contoso.example"}},
        "need":{"summary":"To be fuzzed"},"consent":{"contact":true},"allowDuplicate":true,
        "recipients":[{"profileId":"'"$profile"'"}]}' >/dev/null
done
today=$(date -u +%F)
for id in $(curl -sSf "$url/v1/engagements?sort=createdAt&limit=2" -H "Authorization: Bearer $partner_key" |
    grep -oE '"id":"[^"]*","rfiId"' | cut -d'"' -f4); do
    engagement=/v1/engagements/$id
    send POST "$partner_key" "$engagement/accept" '{"name":"Deal","estimatedValue":{"amount":"9","currency":"EUR"},
        "purchaseTimeframe":"later"}' >/dev/null
    send POST "$partner_key" "$engagement/win" '{}' >/dev/null
    send PATCH "$partner_key" "$engagement/registration" '{"agreementType":"new","deployment":"other",
        "contractValue":{"amount":"9","currency":"EUR"},"solutionValue":{"amount":"9","currency":"EUR"},
        "tenant":"customer","signedOn":"'"$today"'","startsOn":"'"$today"'",
        "contact":{"name":"Sue","phone":"+14255550100","email":"sue@fabrikam.example"}}' >/dev/null
    send POST "$partner_key" "$engagement/registration/submit" '{}' >/dev/null
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
