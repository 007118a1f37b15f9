# Two commands are enough: `make try` and `make test`. Everything else is what they are made of.
# Nothing is done twice: each step leaves a stamp that is newer than what it was made from.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup try test lint bench baselines test-llm tune picture ledger-docs train requirements clean

# pyenv's shims refuse to pick a version; its real interpreters stand in versions/*/bin.
PYENV := $(shell command -v pyenv >/dev/null 2>&1 && pyenv root)
export PATH := $(PATH)$(if $(PYENV),:$(subst $(eval) ,:,$(wildcard $(PYENV)/versions/*/bin)))
export UV_PYTHON_PREFERENCE ?= system
UV := .tools/bin/uv

help:            ## show this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: .venv/.stamp .nlu-venv/.stamp  ## make both environments
	@echo "Ready. The command is .venv/bin/meelezer"

try: setup       ## set up, train if there is no model for these data, and talk with Meelezer
	@.venv/bin/meelezer try

train: setup     ## train a model for these data, unless there is one
	@.venv/bin/meelezer train

test: setup tests/chat/node_modules/.stamp lint ## everything: style, types, unit tests, then the tests with the real parts
	@.venv/bin/meelezer train
	@.venv/bin/python -m pytest

lint: .venv/.stamp  ## style and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

bench: setup     ## measure reading, drafts and reviewing; prints ratios and figures
	@.venv/bin/meelezer train
	@.venv/bin/python -m tests.bench

baselines: setup ## compare with stock Rasa (all learn from 1,200 posts, about an hour), TF-IDF + SVM and fastText
	@$(UV) pip install --quiet --python .nlu-venv/bin/python --no-deps --require-hashes -r nlu/requirements-bench.txt
	@cd nlu && ../.nlu-venv/bin/python baselines.py --data ../data/nlu --vectors ../.cache/vectors --most 1200

test-llm: .venv/.stamp .cache/llm/.stamp ## the tests with a real small language model (builds its server, about 7 minutes)
	@MEELEZER_LLM_PYTHON=$(CURDIR)/.cache/llm/venv/bin/python .venv/bin/python -m pytest tests/llm

tune: .tune-venv/.stamp ## teach the encoder the training data anew (an hour and more; after many new data)
	@cd nlu && ../.tune-venv/bin/python tune.py --data ../data/nlu --work ../.cache/tune

$(UV):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed as python3. Install it (Debian: apt install python3 python3-venv) and try again." >&2; exit 3; }
	@if command -v uv >/dev/null 2>&1; then mkdir -p .tools/bin && ln -sf "$$(command -v uv)" $(UV); \
	  else echo "Fetching uv …"; python3 -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv; fi

.venv/.stamp: requirements.txt pyproject.toml | $(UV)
	@echo "Making the bot's environment …"
	@$(UV) venv --quiet --allow-existing --python "$$(python3 -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip sync --quiet --python .venv/bin/python --require-hashes requirements.txt
	@$(UV) pip install --quiet --python .venv/bin/python --no-deps --editable .
	@touch $@

.nlu-venv/.stamp: nlu/requirements.txt | $(UV)
	@echo "Making the NLU's environment (Python 3.10, 2.5 GB) …"
	@$(UV) python find --quiet 3.10 >/dev/null 2>&1 || $(UV) python install --quiet 3.10 >/dev/null 2>&1 || { \
	  echo "Rasa needs Python 3.10 and there is none here. Install it (pyenv install 3.10, or uv python install 3.10) and run this again." >&2; exit 3; }
	@$(UV) venv --quiet --allow-existing --python 3.10 .nlu-venv
	@$(UV) pip sync --quiet --python .nlu-venv/bin/python --require-hashes nlu/requirements.txt
	@touch $@

.tune-venv/.stamp: nlu/tuning/requirements.txt | $(UV)
	@echo "Making the environment for tuning (PyTorch, 6 GB) …"
	@$(UV) venv --quiet --allow-existing --python "$$(python3 -c 'import sys; print(sys.executable)')" .tune-venv
	@$(UV) pip sync --quiet --python .tune-venv/bin/python --require-hashes nlu/tuning/requirements.txt
	@touch $@

tests/chat/node_modules/.stamp: tests/chat/package.json tests/chat/package-lock.json tests/chat/.npmrc
	@if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then \
	  echo "Fetching the stand-ins for Slack and Teams …"; (cd tests/chat && npm ci --loglevel=error >/dev/null) && touch $@; \
	  else echo "Node.js is not here: the tests against the stand-ins for Slack and Teams are skipped (Debian: apt install nodejs npm chromium)."; fi

# Not for this very processor: virtual machines name instructions that they cannot do.
.cache/llm/.stamp: tests/llm/requirements.txt | $(UV)
	@echo "Building a server for a small language model …"
	@$(UV) venv --quiet --allow-existing --python "$$(python3 -c 'import sys; print(sys.executable)')" .cache/llm/venv
	@CMAKE_ARGS="-DGGML_NATIVE=OFF" $(UV) pip sync --quiet --python .cache/llm/venv/bin/python --require-hashes tests/llm/requirements.txt
	@touch $@

picture: setup   ## draw the README's card anew
	@.venv/bin/python -m tests.picture

ledger-docs: setup ## describe the ledger's tables anew
	@.venv/bin/python -m tests.ledger_docs

requirements: | $(UV)  ## compile the pinned, hashed requirements anew
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --extra dev \
	  --custom-compile-command "make requirements" -o requirements.txt pyproject.toml
	@$(UV) pip compile --quiet --directory nlu --universal --generate-hashes --no-emit-index-url --python-version 3.10 \
	  --custom-compile-command "make requirements" -o requirements.txt pyproject.toml
	@$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --python-platform linux \
	  --custom-compile-command "make requirements" -o nlu/tuning/requirements.txt nlu/tuning/requirements.in
	@$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.10 --no-deps \
	  --custom-compile-command "make requirements" -o nlu/requirements-bench.txt nlu/requirements-bench.in
	@$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --python-platform linux \
	  --custom-compile-command "make requirements" -o tests/llm/requirements.txt tests/llm/requirements.in

clean:           ## remove environments, tools and trained models
	@rm -rf .venv .nlu-venv .tune-venv .tools .cache build *.egg-info tests/chat/node_modules
