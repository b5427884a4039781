# make serve: the example content on http://127.0.0.1:8000. make test: every test.
# Both set up all they need; make setup does only that.

PYTHON ?= python3
BIN := .venv/bin
# What tests start beside Python: a browser, feed readers, servers and their tools.
TEST_PACKAGES := chromium newsboat sfeed curl nginx wrk systemd logrotate openssl jing default-jre-headless
BENCH_PACKAGES := nginx wrk
# What pictures of pages take: a browser, and letters for Chinese.
PICTURE_PACKAGES := chromium fonts-noto-cjk

.PHONY: setup serve test soak fast check lint format bench bench-full bench-serving bench-pages screenshots judges validate translations clean

setup: .venv/runtime

serve: setup
	$(BIN)/feedsvc serve --config config/feedsvc.toml

test: lint judges
	@sh .ci/debian-packages $(TEST_PACKAGES) $(PICTURE_PACKAGES)
	$(BIN)/pytest -n auto

# What others wrote that judges our documents and pages in tests: parsers, schemas, checkers.
judges: .venv/development
	@sh .ci/npm-packages tests/judges/npm
	@sh .ci/npm-packages tests/pages/npm
	@sh .ci/schemas $(BIN)/pip .venv/schemas

# The judges with the W3C feed validator too; VALIDATOR names a copy of its source, SCHEMAS a
# folder with more schemas: docs/validation.md.
validate: judges
	@sh .ci/debian-packages $(TEST_PACKAGES)
	FEEDSVC_W3C_VALIDATOR=$(VALIDATOR) FEEDSVC_SCHEMAS=$(SCHEMAS) $(BIN)/pytest -n auto tests/judges

# The faults for long: 200 kills, a burst of 10,000 saves.
soak: .venv/development
	FEEDSVC_SOAK=1 $(BIN)/pytest -n 2 tests/faults

# The tests that start no server, browser or feed reader.
fast: .venv/development
	$(BIN)/pytest -n auto -m "not slow"

check: lint fast

# Format, lint, the direction of imports, types.
lint: .venv/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: .venv/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# feedsvc beside the peers that are installed; BENCH="--write docs/performance.md" keeps the results.
bench: setup
	$(BIN)/python -m benchmarks $(BENCH)

bench-full: setup
	$(BIN)/python -m benchmarks --articles 1000,10000,100000 $(BENCH)

# feedsvc serve beside nginx and the WSGI servers that are installed.
bench-serving: .venv/development
	@sh .ci/debian-packages $(BENCH_PACKAGES)
	$(BIN)/python -m benchmarks.serving $(BENCH)

# How soon the first byte of each page for people comes, beside nginx and a file.
bench-pages: .venv/development
	@sh .ci/debian-packages $(BENCH_PACKAGES)
	$(BIN)/python -m benchmarks.pages $(BENCH)

# Pictures of every page in screenshots/: of the example content, or of the folder CONTENT.
screenshots: .venv/development
	@sh .ci/debian-packages $(PICTURE_PACKAGES)
	$(BIN)/python -m tests.pages.screenshots $(if $(CONTENT),--content $(CONTENT))

# Finds what pages say and compiles what it is in Chinese; what is new has to be translated between.
TRANSLATIONS := feedsvc/serve/translations
translations: setup
	$(BIN)/pybabel -q extract --no-location --sort-output -F $(TRANSLATIONS)/extraction.cfg -o $(TRANSLATIONS)/messages.pot feedsvc/serve
	$(BIN)/pybabel -q update -i $(TRANSLATIONS)/messages.pot -d $(TRANSLATIONS) --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d $(TRANSLATIONS)
	rm $(TRANSLATIONS)/messages.pot

clean:
	rm -rf .venv build dist *.egg-info feeds.state screenshots
	find feeds -mindepth 1 ! -name README.md -delete

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/debian-packages python3-venv
	$(PYTHON) -m venv .venv

.venv/runtime: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -e .
	touch $@

.venv/development: .venv/runtime requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
