# `make serve` runs the service, `make test` tests it. Both install what they need with apt when it is missing.

SWIFT ?= swift
CHECKED := --explicit-target-dependency-import-check error
# As in the Dockerfile. Code that is specialised across modules, without calls into a shared library, costs 6 to 9 % less.
RELEASE := -c release --static-swift-stdlib -Xswiftc -cross-module-optimization
DATA ?= data

.PHONY: serve build test check format lint openapi fuzz-api conformance deploy-check fuzz sanitize soak crash faults \
  bench bench-guard clean system-packages

## Builds for release and serves on http://127.0.0.1:8080, with the database in ./data.
serve: build
	@mkdir -p $(DATA)
	@echo "Starting, with the database in $(DATA); the first start writes an operator key to $(DATA)/operator.key ..."
	@REFERRALS_DATABASE=$${REFERRALS_DATABASE:-$(DATA)/referrals.db} exec .build/release/referrals serve

## Builds for release.
build: system-packages
	@echo "Building for release; the first time takes a few minutes ..."
	@$(SWIFT) build $(RELEASE) $(CHECKED) --product referrals

# Tests that wait for sockets, processes and threads. They block the thread that they run on: side by side, on a machine
# with two processors, those that wait would keep everybody else from running.
WAITING := ^(DeliveryTests|EndToEndTests|HTTPServerTests|SQLiteTests)\.
RUN_TESTS = SWIFT_BACKTRACE=enable=no $(SWIFT) test --skip-build $(CHECKED)

## Runs every test: first those that compute, side by side, then those that wait, one after the other.
test: system-packages
	@echo "Building and running the tests; the first time takes a few minutes ..."
	@$(SWIFT) build --build-tests $(CHECKED)
	@$(RUN_TESTS) --skip '$(WAITING)'
	@$(RUN_TESTS) --no-parallel --filter '$(WAITING)'

## What a change must pass: format, build with warnings as errors, tests.
check: lint test

lint:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

## Formats the sources in place.
format:
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

## Writes Sources/CResources/openapi.json anew from openapi.yaml.
openapi: system-packages
	REFERRALS_UPDATE=1 $(SWIFT) test $(CHECKED) --filter RepositoryTests

## Fuzzes the running service through its contract with schemathesis, installed into .build.
fuzz-api: build
	Tests/fuzz-api.sh

## Holds deliveries, mail and the programs of docs/ against what others wrote: standardwebhooks, aiosmtpd, Python's email.
conformance: build
	@Tests/conformance.sh

## Tries deploy/ with the real Caddy, nginx, systemd and compose, and passes over what is not installed.
deploy-check: build
	@Tests/deploy.sh

FUZZ_RUNS ?= 100000
FUZZ_TARGETS ?= request chunks target json cursor

## Gives each reader of foreign bytes FUZZ_RUNS inputs that libFuzzer thinks up, with address sanitizer. A finding is
## kept in the corpus, where it is a test that fails until it is mended.
fuzz: system-packages
	@REFERRALS_FUZZ=1 $(SWIFT) build -c release --sanitize=address --scratch-path .build/fuzz --product Fuzz
	@for target in $(FUZZ_TARGETS); do \
	  echo "Fuzzing $$target ..."; \
	  mkdir -p .build/fuzz/corpus/$$target; \
	  SWIFT_BACKTRACE=enable=no .build/fuzz/release/Fuzz $$target -runs=$(FUZZ_RUNS) -max_len=1024 -timeout=10 \
	    -verbosity=0 -print_final_stats=1 -artifact_prefix=Tests/Fuzzing/Corpus/$$target/ \
	    .build/fuzz/corpus/$$target Tests/Fuzzing/Corpus/$$target || exit 1; \
	done

## Runs every test under thread sanitizer and under address sanitizer, which looks for leaks too.
sanitize: system-packages
	@Tests/sanitize.sh

SOAK ?= --idle 10000 --drip 500 --seconds 20

## Holds a crowd of idle and of slow clients against the release binary while a normal client goes on.
soak: build
	@Tests/soak.py $(SOAK)

BENCH ?= --json .build/bench/result.json

## Measures the service beside reference servers, in turn; see benchmarks/README.md.
bench: build
	@command -v wrk > /dev/null || { echo "make bench needs wrk: apt-get install wrk."; exit 1; }
	@benchmarks/bench.py $(BENCH)

## Holds the instructions per request against the committed ones.
bench-guard: build
	@benchmarks/guard.py

CRASH ?= --rounds 200 --seed 1

## Kills the release binary in the middle of writes, again and again, and proves that nothing acknowledged is lost.
crash: build
	@Tests/Durability/crash.py $(CRASH)

## Lets the storage below the release binary fail at every place. Some rows need strace and root.
faults: build
	@Tests/Durability/faults.py $(FAULTS)

clean:
	rm -rf .build

system-packages:
	@[ -f /usr/include/sqlite3.h ] && [ -x "$$(command -v pkg-config)" ] && pkg-config --exists libcurl || { \
	  echo "Installing libsqlite3-dev, libcurl4-openssl-dev and pkg-config with apt ..."; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq libsqlite3-dev libcurl4-openssl-dev pkg-config; }
