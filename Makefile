# Every target sets up what it needs first; where nothing is missing that takes no time.
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest

.PHONY: edition test check accept validate bench clean

edition: ## build everything in this project: books and sites, in build/
	@scripts/setup run
	@.venv/bin/postil build

test: ## lint, types and import contracts, then all tests, the checkers on finished books included
	@scripts/setup test
	@scripts/lint
	@$(PYTEST)

check: ## what should be clean before every commit, in seconds
	@scripts/setup test
	@scripts/lint
	@$(PYTEST) -q -m "not slow and not wild"

accept: ## write the expected outputs of the tests anew; read the difference before committing it
	@scripts/setup test
	@POSTIL_ACCEPT=1 $(PYTEST)

validate: ## build, then every checker on everything in build/
	@scripts/setup test
	@.venv/bin/postil build
	@PYTHONPATH=tests $(PYTHON) -m validators build

bench: ## speed, memory and size of a reader of 40 editions beside named peers; OPTIONS="--quick" for one round
	@scripts/setup bench
	@$(PYTHON) benchmarks/first_edition.py; edition=$$?; $(PYTHON) -m benchmarks $(OPTIONS) && exit $$edition

clean: ## what was built and cached; the set-up stays
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
