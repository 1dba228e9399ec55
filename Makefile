# `make help` lists what there is to do.
PYTHON ?= python3
UV := .tools/bin/uv
RUN := $(UV) run --frozen
export RASA_TELEMETRY_ENABLED = false
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export TF_CPP_MIN_LOG_LEVEL = 3
export PYTHONDONTWRITEBYTECODE = # where it is set, every process would compile all of Rasa anew: 20 s

.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install python3 (3.8 or newer) with venv, then run this again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 8))' || { echo "Python 3.8 or newer is needed; $$($(PYTHON) --version) is too old. Set PYTHON=…"; exit 1; }
	@echo "▸ Installing uv into .tools"
	@$(PYTHON) -m venv .tools || { echo "Python's venv is missing: on Debian, apt install python3-venv, then run this again."; exit 1; }
	@.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.5'

.venv/.ready: uv.lock pyproject.toml | $(UV)
	@$(UV) python find >/dev/null 2>&1 || $(UV) python install >/dev/null 2>&1 || { echo "Python 3.10 was not found and could not be downloaded: install it (for example with pyenv), then run this again."; exit 1; }
	@echo "▸ Installing the pinned packages (the first time takes a few minutes)"
	@$(UV) sync --frozen
	@touch $@

setup: .venv/.ready ## install everything into this folder

run: setup ## start the whole product with a simulated phone in the browser
	@exec $(RUN) python -m deploy.embedded

train: setup ## train the model (what is wrong in its data, `make lint` says)
	@sources=$$($(RUN) python -c "from deploy.model import fingerprint; print(fingerprint())") && $(RUN) rasa train --fixed-model-name pedulibot --skip-validation && $(RUN) python -c "from deploy.model import remember_fingerprint; remember_fingerprint('$$sources')"

chat: setup ## talk to the model in the terminal (start `make actions` beside it)
	@$(RUN) rasa shell --model models/pedulibot.tar.gz

actions: setup ## start only the action server
	@$(RUN) python -m actions

lint: setup ## style, types and the conversation data
	@$(RUN) ruff check . && $(RUN) ruff format --check . && $(RUN) mypy . && $(RUN) python -m tests.lint

test: setup ## every test: unit, data, stories, conversations, browser
	@$(RUN) python -m tests.run_all

qa: setup ## everything about the conversations in one page: results/qa/index.html
	@$(RUN) python -W ignore -m tests.qa

wording: setup ## every response on one page, for the language reviewer: results/wording.html
	@$(RUN) python -W ignore -m tests.qa.wording

nlu-report: setup ## how well citizens are understood
	@$(RUN) python -W ignore -m tests.nlu.report

inbox: setup ## messages of citizens that were not understood: results/inbox.yml
	@$(RUN) python -W ignore -m tests.nlu.inbox

learn: setup ## add the messages of results/inbox.yml that were given an intent to data/nlu
	@$(RUN) python -W ignore -m tests.nlu.inbox --learn

nlu-experiments: setup ## which way of understanding is best: results/nlu-experiments/table.md (an hour or two)
	@$(UV) run --frozen --group experiments python -W ignore -m tests.nlu.experiments

policy-experiments: setup ## does a learning policy carry further than rules: results/policy-experiments/table.md
	@$(RUN) python -W ignore -m tests.nlu.policies

clean: ## remove what was generated: environment, databases, models
	@rm -rf .venv .tools var models/*.tar.gz models/*.fingerprint .rasa results .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help setup run train chat actions lint test qa wording nlu-report inbox learn nlu-experiments policy-experiments clean
