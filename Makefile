# `make` alone explains itself: section lines begin with "##@", help texts follow "##" on the line of a target.
PY := .venv/bin/python
.DEFAULT_GOAL := help

##@ Use
run: ## set up what is missing, prepare the database, serve on http://127.0.0.1:8000/
	@sh scripts/setup.sh
	@exec $(PY) scripts/serve.py

setup: ## system libraries, fonts, virtual environment, messages; starts nothing
	@sh scripts/setup.sh
	@echo "Ready. Commands: $(PY) manage.py help"

doctor: ## say in plain words what is missing or wrong on this machine
	@$(PY) manage.py doctor

##@ Develop
dev: ## everything that tests and checks need
	@sh scripts/setup.sh dev

test: dev ## all tests on SQLite and on PostgreSQL; ARGS="-k words" for some
	@$(PY) -m scripts.test $(ARGS)

check: dev ## lint, types, layers, templates, settings, migrations, documents, messages; PARTS="lint types" for some
	@$(PY) scripts/check.py $(PARTS)

lint: dev ## mistakes and format only
	@$(PY) scripts/check.py lint format

format: dev ## set the code in the one way, repair what can be repaired
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

##@ Maintain
docs: dev ## draw the documents that are made from code
	@$(PY) scripts/settings_doc.py
	@$(PY) manage.py draw_docs
	@place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; DATABASE_URL=sqlite:///$$place/replay.sqlite3 \
	  $(PY) manage.py replay --dry-run --markdown > $$place/page && cp $$place/page docs/replay.md

messages: dev ## add new sentences to the catalogue, name those without Chinese, compile
	@$(PY) scripts/messages.py update
	@$(PY) scripts/messages.py compile
	@$(PY) scripts/messages.py check

migrations: dev ## write migrations for changed models; NAME=what_changed
	@$(PY) manage.py makemigrations $(if $(NAME),--name $(NAME))

lock: ## lock the packages of pyproject.toml with hashes (needs uv)
	@sh scripts/lock.sh

clean: ## remove the environment and the tools' caches; the data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: run setup doctor dev test check lint format docs messages migrations lock clean help
