#!/bin/sh
# Builds the server, which takes five minutes the first time, and runs it: run.sh PORT DATABASE.
cd "$(dirname "$0")" || exit 1
build=../../../.build/bench/hummingbird
[ -x $build/release/Peer ] || swift build -c release --static-swift-stdlib --scratch-path $build >&2 || exit 1
exec $build/release/Peer "$1" "$2"
