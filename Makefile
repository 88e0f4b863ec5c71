# Everything that is done with the project, one target each. `make` alone is
# `make help`. Needs Go and make.

GO       ?= go
FUZZTIME ?= 300000x
PATHS    ?= scenarios
FLAGS    ?= -v
ALLOW    ?= --allow-run=sh,python3 --allow-net=raw
BIN      := bin/sockrun
PACKAGES := ./...
# Each function begins a line of the processor's cache. Where it does not, what
# is linked before a loop decides how fast it is, by up to a tenth.
BUILD    := -trimpath -ldflags=-funcalign=64
# What the compiler is to make fast: go build finds it beside main.go. Tests need
# not wait for all packages to be compiled once more.
PROFILE  := cmd/sockrun/default.pgo
TEST     := test -pgo=off -timeout 30m

.DEFAULT_GOAL := help
.PHONY: help build run test race lint fuzz bench profile soak check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/sockrun, which needs no library of the system
	CGO_ENABLED=0 $(GO) build $(BUILD) -o $(BIN) ./cmd/sockrun

run: build ## build, and run the scenarios in PATHS (default: scenarios) with FLAGS and ALLOW
	$(BIN) $(ALLOW) $(FLAGS) $(PATHS)

test: ## run every test, and the scenarios on real and simulated sockets
	$(GO) $(TEST) $(PACKAGES)

race: ## run every test under the race detector
	$(GO) $(TEST) -race $(PACKAGES)

lint: ## gofmt, vet (Linux and macOS), staticcheck, go.mod
	@unformatted=$$(gofmt -l .) && test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	$(GO) vet $(PACKAGES)
	GOOS=darwin $(GO) vet $(PACKAGES)
	$(GO) tool staticcheck $(PACKAGES)
	$(GO) mod tidy -diff

# A number of inputs, since at the end of a time Go sometimes fails a target that
# has found nothing with "context deadline exceeded".
fuzz: ## fuzz every fuzz target for FUZZTIME (inputs or seconds)
	@packages=$$($(GO) list -f '{{.Dir}} {{.ImportPath}}' $(PACKAGES)) || exit 1; \
	echo "$$packages" | while read -r dir package; do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$$dir"/*_test.go 2>/dev/null | cut -c6-); do \
			echo "$$package $$target"; \
			$(GO) $(TEST) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$package" || exit 1; \
		done; \
	done

bench: build ## measure beside raw Go, and CPython where it is installed
	CGO_ENABLED=0 $(GO) run $(BUILD) -pgo=$(PROFILE) ./cmd/sockrun/internal/bench -sockrun $(BIN)

# What is inlined makes stacks longer: a task that waits had 8 KiB instead of 4 with
# one profile. make bench shows it, by its idle end and its 9,900 connections.
profile: build ## measure where bench's peers spend their time, for the compiler: cmd/sockrun/default.pgo
	rm -rf bin/profiles && mkdir -p bin/profiles
	CGO_ENABLED=0 $(GO) run $(BUILD) ./cmd/sockrun/internal/bench -sockrun $(BIN) -profiles bin/profiles -rounds 1
	$(GO) tool pprof -proto bin/profiles/*.pprof >bin/profiles/all
	mv bin/profiles/all $(PROFILE)

soak: ## make and close 100,000 connections in each world, and show what that leaves behind
	$(GO) $(TEST) ./cmd/sockrun -run 'TestCycles$$' -v -args -cycles 100000

check: lint race fuzz ## everything CI checks beside the tests

clean: ## remove what was built
	rm -rf bin .bench
	$(GO) clean -testcache
