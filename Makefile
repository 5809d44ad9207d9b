# Every target sets up what it needs in .venv by itself.
.DEFAULT_GOAL := help
.PHONY: help setup replay demo test simulate check lint format types docs lock clean

PY := .venv/bin/python
READY := .venv/installed.lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv with everything

$(READY): requirements.lock scripts/setup
	@PYTHON="$(PYTHON)" scripts/setup

demo: $(READY)  ## archive the bundled replica of the news site, offline
	@$(PY) -m scraper demo

replay: $(READY)  ## make .venv-replay with a web archive to test against
	@scripts/setup_replay

test: $(READY) replay  ## run the tests
	@$(PY) -m pytest -q -n auto --dist worksteal

lint: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(READY)
	@$(PY) -m mypy

simulate: $(READY)  ## weeks of a newsroom, archived and held against the truth (POSTS=2000 DAYS=60 SEEDS=1,2,3)
	@$(PY) -m tests.simulation --posts $(or $(POSTS),2000) --days $(or $(DAYS),60) --seeds $(or $(SEEDS),1,2,3)

check: lint types test  ## format, lint, types and tests

format: $(READY)  ## put the sources in order
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

docs: $(READY)  ## write the reference pages that come from the source
	@$(PY) scripts/write_docs.py

lock: $(READY)  ## resolve the dependencies anew into the lock files (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --all-extras --group dev \
	    pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	    requirements-replay.in -o requirements-replay.lock

clean:  ## remove .venv and caches, never archives
	@rm -rf .venv .venv-replay .pytest_cache .mypy_cache .ruff_cache .hypothesis
