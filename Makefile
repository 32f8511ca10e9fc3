# `make serve` runs the service, `make test` tests it. Both install what they need with apt when it is missing.

SWIFT ?= swift
CHECKED := --explicit-target-dependency-import-check error
DATA ?= data

.PHONY: serve build test check format lint openapi fuzz-api clean system-packages

## Builds for release and serves on http://127.0.0.1:8080, with the database in ./data.
serve: build
	@mkdir -p $(DATA)
	@echo "Starting, with the database in $(DATA); the first start writes an operator key to $(DATA)/operator.key ..."
	@REFERRALS_DATABASE=$${REFERRALS_DATABASE:-$(DATA)/referrals.db} exec .build/release/referrals serve

## Builds for release.
build: system-packages
	@echo "Building for release; the first time takes a few minutes ..."
	@$(SWIFT) build -c release $(CHECKED) --product referrals

## Runs every test.
test: system-packages
	@echo "Building and running the tests; the first time takes a few minutes ..."
	@$(SWIFT) build --build-tests $(CHECKED)
	@SWIFT_BACKTRACE=enable=no $(SWIFT) test --skip-build $(CHECKED)

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

clean:
	rm -rf .build

system-packages:
	@[ -f /usr/include/sqlite3.h ] && [ -x "$$(command -v pkg-config)" ] || { \
	  echo "Installing libsqlite3-dev and pkg-config with apt ..."; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq libsqlite3-dev pkg-config; }
