#!/bin/sh
# Builds the server and runs it: run.sh PORT DATABASE.
cd "$(dirname "$0")" || exit 1
bin=../../../.build/bench/raw-c-server
[ "$bin" -nt server.c ] && [ "$bin" -nt net.h ] || gcc -O2 -w -o "$bin" server.c -lsqlite3 -lpthread || exit 1
exec "$bin" "$1" "$2" 1
