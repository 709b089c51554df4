# Needs only Python 3.11 or newer, git and make; everything else goes into .venv.
# `make` alone lists the targets.

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
BIND ?= 127.0.0.1
PYTHONS := python3.13 python3.12 python3.11 python3

.DEFAULT_GOAL := help
.PHONY: help demo test suite run install prepare web worker lint bench soak kills lock venv-run venv-dev

help: ## list these targets
	@printf 'make …\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: venv-run ## everything from nothing, with a simulated Grafana, on http://localhost:8000 (PORT= moves it)
	@PORT="$(PORT)" exec $(PY) -m k6admin.demo

run: venv-run ## the real thing, configured by .env: migrate, static files, web and worker (PORT= and BIND= move it)
	@PORT="$(PORT)" BIND="$(BIND)" exec $(PY) -m k6admin.serve

install: venv-run ## what runs it, into .venv, and nothing else

# The parts of `make run`, for many machines that share a database: prepare once, then any number of the others.
prepare: venv-run ## bring the database up to date, before the new web servers and workers start
	@$(PY) manage.py migrate --no-input
	@$(PY) manage.py createcachetable
	@$(PY) manage.py first_start --verbosity 0

web: venv-run ## the web server alone (PORT=, BIND=, WEB_CONCURRENCY= processes)
	@$(PY) -m k6admin.collect
	@exec $(PY) -m gunicorn --config python:k6admin.web --bind "$(BIND):$(PORT)"

worker: venv-run ## a background worker alone
	@exec $(PY) manage.py run_worker

test: lint suite ## everything from nothing: lint, types, all tests (REQUIRE_BROWSER=1: no skipping without Chromium)

# The tests of a file stay together: they share what takes long to start. Slow files begin first (tests/conftest.py).
suite: venv-dev ## all tests, two processes for each core; with TEST_DATABASE_URL= those that a database can change
	@$(PY) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder \
		$(if $(TEST_DATABASE_URL),-m "not any_database")

# The deployment check runs on the real settings with throw-away secrets.
lint: venv-dev ## style, types, templates, migrations, deployment check
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run
	@SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	TOKEN_KEYS=$$($(PY) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
	BASE_URL=https://k6admin.example.com ALLOWED_HOSTS=k6admin.example.com DEBUG=False \
	DATABASE_URL=sqlite:///:memory: DJANGO_SETTINGS_MODULE=k6admin.settings \
	$(PY) manage.py check --deploy --fail-level WARNING

bench: venv-dev ## measure the budgets side by side; exit 1 where one fails
	@$(PY) -m tests.bench

soak: venv-dev ## fifty people and two syncs for five minutes (SECONDS=), then beside heavy and slow clients; exit 1 where a budget fails
	@$(PY) -m tests.bench.soak $(SECONDS)

kills: venv-dev ## processes killed in the middle of their work (COUNT=, 100); exit 1 where anything was lost
	@$(PY) -m tests.kills $(COUNT)

lock: venv-dev ## lock both requirements files again from pyproject.toml, at the newest versions allowed
	@$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' -o requirements.txt pyproject.toml
	@$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --group dev \
		--custom-compile-command 'make lock' -c requirements.txt -o requirements-dev.txt pyproject.toml
	@printf 'Locked. Read the difference, then: make test\n'

# The stamp is a copy of the locked file, made only after the whole installation went through: an
# interrupted one is repeated, an unchanged one costs nothing. The dev list holds all of the run list.
venv-run:
	@{ $(PY) -c '' && cmp -s requirements.txt $(VENV)/installed.txt; } 2>/dev/null || \
	{ $(make-venv) && $(call install,requirements.txt) && cp requirements.txt $(VENV)/installed.txt; }

venv-dev:
	@{ $(PY) -c '' && cmp -s requirements-dev.txt $(VENV)/installed-dev.txt; } 2>/dev/null || \
	{ $(make-venv) && $(call install,requirements-dev.txt) && cp requirements.txt $(VENV)/installed.txt && \
	cp requirements-dev.txt $(VENV)/installed-dev.txt; }

# A Python that is named but cannot run (a version manager's shim) is passed over.
define make-venv
$(PY) -m pip --version >/dev/null 2>&1 || { \
	python=; \
	for name in $(PYTHONS); do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "k6admin needs Python 3.11 or newer; found: $$(python3 --version 2>/dev/null || echo none)." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "$$python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$python --version)"; \
	rm -rf $(VENV) && $$python -m venv $(VENV) || exit 1; \
}
endef

define install
{ \
	echo "Installing what $(1) lists (a minute or so, the first time)"; \
	rm -f $(VENV)/installed.txt $(VENV)/installed-dev.txt; \
	$(PY) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $(1) || { \
		echo "The packages of $(1) could not be installed: pip says why above (is there a network?)." >&2; exit 1; \
	}; \
}
endef
