"""Sets Django up and calls another module's `main` with the rest of the arguments: `-m tests.bench.child MODULE …`."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    sys.stdout.write(importlib.import_module(sys.argv[1]).main(*sys.argv[2:]))
