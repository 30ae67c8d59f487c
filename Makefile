# Deux commandes suffisent : « make demo » et « make test ». Chacune installe ce dont elle a besoin.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
VERROU := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
ECRANS := $(shell find jalon/web -name '*.html' -o -name '*.py')
STYLES := $(wildcard jalon/web/styles/*.scss jalon/web/styles/*/*.scss)

.PHONY: demo test bench spark test-spark installe statiques verrous aide

aide:
	@echo "make demo     installe, charge la démonstration et la sert sur http://127.0.0.1:8000"
	@echo "make test     vérifie tout : style, types, couches, migrations, tests, navigateur, accessibilité"
	@echo "make spark    installe Spark, pour « jalon indicateur … --moteur spark »"
	@echo "make test-spark  vérifie qu'une grappe Spark donne les mêmes valeurs"
	@echo "make bench    mesure les durées et les compare aux objectifs"
	@echo "make verrous  recalcule les versions figées"

demo: installe
	$(BIN)/jalon base installer --demonstration
	$(BIN)/jalon demo
	@if [ "$${JALON_DEMO_SERVIR:-1}" = 0 ]; then echo "Démonstration prête."; else exec $(BIN)/jalon servir; fi

test: .venv/.installe-dev build/.statiques
	@outils/preparer.sh tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet jalon/web/templates
	$(BIN)/pytest -n 2

bench: .venv/.installe-dev build/.statiques
	$(BIN)/python -m bench

spark: .venv/.installe-spark

test-spark: .venv/.installe-dev .venv/.installe-spark
	JALON_ESSAI_SPARK=1 $(BIN)/pytest -n 0 tests/mesure/spark

installe: .venv/.installe build/.statiques

statiques: build/.statiques

.venv/.installe: requirements/base.txt pyproject.toml
	@outils/preparer.sh base
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installe-dev: .venv/.installe requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.installe-spark: .venv/.installe requirements/spark.txt
	@outils/preparer.sh spark
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/spark.txt
	@touch $@

node_modules/.installe: package.json package-lock.json
	npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

build/.statiques: node_modules/.installe outils/statiques.mjs $(STYLES) $(ECRANS)
	npm run --silent build
	@mkdir -p build && touch $@

verrous:
	$(VERROU) -o requirements/base.txt requirements/base.in
	$(VERROU) -o requirements/dev.txt requirements/dev.in
	$(VERROU) -o requirements/spark.txt requirements/spark.in
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund
