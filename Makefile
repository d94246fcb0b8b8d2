# Every target does its own set-up: on a fresh machine `make demo` and `make test` are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo test check bench lock clean

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

venv: $(VENV)/.tools ## Create .venv with the product and the development tools.

demo: $(VENV)/.product ## Show what Kvitto does, on a small synthetic world.
	@$(BIN)/kvitto demo

test: $(VENV)/.tools ## Run every test.
	@$(BIN)/python -m pytest

check: $(VENV)/.tools ## Run the linters, the type checker and the import contracts.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports

bench: $(VENV)/.tools ## Measure; takes minutes.
	@$(BIN)/python -m tests.benchmarks

# The product comes first and alone, so that `make demo` waits for no development tool.
$(VENV)/.product: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Kvitto cannot be installed: $(PYTHON) is missing or older than Python 3.11, which it' \
			'needs. Install a newer one and run: make PYTHON=/path/to/python $(MAKECMDGOALS)' >&2; \
		exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo 'Kvitto cannot be installed: $(PYTHON) has no venv module, in which it would keep its' \
			'libraries. Install it (Debian: apt install python3-venv) and run make again.' >&2; \
		exit 1; }
	@echo 'Installing Kvitto and its libraries into $(VENV) (about half a minute) ...'
	@$(PYTHON) -m venv $(VENV)
	@sed '/^# Development tools/,$$d' constraints.txt > $(VENV)/product.txt
	@$(PIP) install --require-hashes -r $(VENV)/product.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.product
	@echo 'Installing the development tools into $(VENV) ...'
	@$(PIP) install --require-hashes -r constraints.txt
	@touch $@

# Printed rather than run, because the product does not depend on uv: read it, then pipe it to sh.
define LOCK
set -eu
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-annotate --no-header "$$@"; }
work=$$(mktemp -d)
python3 -c 'import tomllib
for name in tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"]:
    print(name)' > "$$work/build.in"
lock pyproject.toml "$$work/build.in" > "$$work/product.txt"
lock pyproject.toml "$$work/build.in" --extra dev -c "$$work/product.txt" > "$$work/all.txt"
{
    cat "$$work/product.txt"
    echo '# Development tools: `make demo` installs nothing below this line.'
    awk '/^[a-z]/ { wanted = NR == FNR ? 0 : !seen[$$1]; if (NR == FNR) seen[$$1] = 1 } wanted' \
        "$$work/product.txt" "$$work/all.txt"
} > constraints.txt
endef

lock: ## Print how constraints.txt was made: make -s lock | sh
	$(info $(LOCK))@:

clean: ## Remove what make made: the environment and the caches.
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
