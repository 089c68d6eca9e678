# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
UV_VERSION := 0.13.9
# uv of the machine when there is one, else one of our own under .tools/.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
# Both environments use the interpreter that is there; uv's own downloads need a network that shops may not have.
export UV_PYTHON_DOWNLOADS := never
export RASA_TELEMETRY_ENABLED := false
SYNC := sync --frozen --python 3.11
BIN := .venv/bin
# TensorFlow's C++ headers, data of an AWS and a translation library that Rasa imports and never asks, and the libraries' own tests:
# 230 MB nobody reads.
UNREAD := $(addprefix nlu/.venv/lib/python3.11/site-packages/,tensorflow/include botocore/data babel/locale-data)

.PHONY: help setup run test test-fast soak lint train evaluate bench bench-nlu pictures transcripts clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## set up everything, train the model, start the service, print where to open it
	@exec $(BIN)/langnghe run

test: setup ## set up everything, run every test: lint, types, contracts, model, browser, kills
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m tests.browser.get
	@$(BIN)/langnghe train --if-needed
	$(BIN)/python -m pytest

test-fast: setup ## the tests that need no model, browser, processes or PostgreSQL (under a minute)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not model and not browser and not kill and not slow" -k "not postgresql"

soak: setup ## the long forms: 1,000 kills at random moments, half of them on each database, and hundreds of random journeys
	@$(BIN)/langnghe train --if-needed
	SOAK_ROUNDS=500 $(BIN)/python -m pytest -m kill --timeout=7200
	SOAK_JOURNEYS=400 $(BIN)/python -m pytest -m slow tests/journeys

lint: setup ## style, types, import contracts, examples and held-out messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo
	$(BIN)/python -m nlu.lint

train: setup ## train the model when data or pipeline changed
	@$(BIN)/langnghe train --if-needed

evaluate: setup ## train with three seeds, measure, rewrite the figures of docs/nlu.md (a quarter of an hour)
	@$(BIN)/python -m nlu.evaluate

bench: setup ## every benchmark there is, into var/bench.json
	@$(BIN)/langnghe train --if-needed
	@$(BIN)/python -m tests.bench

bench-nlu: setup ## what understanding costs, into var/bench-nlu.json
	@$(BIN)/langnghe train --if-needed
	@$(BIN)/python -m tests.bench.nlu

pictures: setup ## take the pictures of docs/images from the service that runs in another window
	@$(BIN)/python -m tests.browser.documentation

transcripts: setup ## play five long conversations and write them down in docs/hoi-thoai.md
	@$(BIN)/langnghe train --if-needed
	@$(BIN)/python -m tests.transcripts

setup: .venv/.synced nlu/.venv/.synced ## install both environments from their lock files

.venv/.synced: uv.lock pyproject.toml | $(UV)
	@echo "Setting up the service's environment ..."
	@$(UV) $(SYNC) && touch $@

nlu/.venv/.synced: nlu/uv.lock nlu/pyproject.toml | $(UV)
	@echo "Setting up the model's environment (Rasa; about 500 MB to download the first time) ..."
	@$(UV) $(SYNC) --project nlu && rm -rf $(UNREAD)
	@find nlu/.venv/lib -type d -name tests -prune -exec rm -rf {} + && touch $@

# A Debian without python3-venv has neither venv nor pip at hand, so there is a second way.
.tools/bin/uv:
	@echo "Getting uv $(UV_VERSION) from the package index ..."
	@rm -rf .tools && mkdir -p .tools/bin; \
	if python3 -m venv .tools/venv >/dev/null 2>&1 && .tools/venv/bin/pip install -q uv==$(UV_VERSION) 2>/dev/null; then \
	  ln -s ../venv/bin/uv $@; \
	elif python3 -m pip install -q --target .tools/lib uv==$(UV_VERSION); then \
	  ln -s ../lib/bin/uv $@; \
	elif [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv \
	  && python3 -m venv .tools/venv && .tools/venv/bin/pip install -q uv==$(UV_VERSION) 2>/dev/null; then \
	  ln -s ../venv/bin/uv $@; \
	else \
	  echo "uv could not be installed: python3 here has neither venv nor pip. Install Debian's python3-venv, or uv, and try again."; exit 1; \
	fi

clean: ## remove environments, models and everything made while running (your data under var/ too)
	rm -rf .venv nlu/.venv .tools models var .mypy_cache .ruff_cache .pytest_cache
