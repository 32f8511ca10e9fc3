#!/usr/bin/env bash
# Builds the tests and the program with thread sanitizer and then with address sanitizer, and runs every test; looks for
# leaks of the program. Ends with 1 unless both stay silent, and unless both report the defects that are there on purpose.
# SANITIZERS (default "thread address") says which.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
swift=${SWIFT:-swift}
clang=$(dirname "$(command -v "$swift")")/clang

# build SANITIZER: the canary, and everything else, each with what the sanitizer is told.
build() {
    folder=$PWD/.build/$1
    mkdir -p "$folder"
    "$clang" -O1 -Wall -Wextra -Werror -c "Tests/Sanitizers/$1.c" -o "$folder/options.o"
    "${swift}c" -swift-version 6 -g "-sanitize=$1" -parse-as-library Tests/Sanitizers/canary.swift \
        -use-ld=lld -Xlinker "$folder/options.o" -o "$folder/canary"
    "$swift" build --build-tests "--sanitize=$1" --scratch-path "$folder" \
        -Xswiftc -use-ld=lld -Xlinker "$folder/options.o"
}

# expect SANITIZER CODE DEFECT: that the canary with this defect ends with the code.
expect() {
    local code=0
    ".build/$1/canary" "$3" >".build/$1/canary.log" 2>&1 || code=$?
    [ "$code" = "$2" ] && return
    cat ".build/$1/canary.log"
    echo "The canary's $3 ended with $code, not $2: what $1 sanitizer says of the rest means nothing."
    exit 1
}

# test_with SANITIZER: one test at a time, for they are too slow for each other's patience.
test_with() {
    "$swift" test --skip-build --no-parallel "--sanitize=$1" --scratch-path ".build/$1"
}

thread() {
    build thread
    expect thread 66 race
    expect thread 0 guarded
    test_with thread
}

address() {
    build address
    expect address 66 overflow
    expect address 66 leak
    # The library of the tests itself leaks a little. The services that the tests start are looked at all the same.
    ASAN_OPTIONS=detect_leaks=0 test_with address
}

for sanitizer in ${SANITIZERS:-thread address}; do
    echo "Checking with $sanitizer sanitizer ..."
    "$sanitizer"
done
echo "Silent, as it should be."
