"""`python -m tests.kills [COUNT] [--seed N]`: prints each kill and a table; exit 1 where anything was lost or doubled.

On sqlite in a file, or on the server that DATABASE_URL (or TEST_DATABASE_URL) names; in a database made for it.
"""

import argparse
import os
import random
import sys
from importlib import import_module

import django

USUAL = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=USUAL, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="draws the same phases again")
    options = parser.parse_args()
    named = os.environ.get("DATABASE_URL") or os.environ.get("TEST_DATABASE_URL")
    os.environ.update({"DJANGO_SETTINGS_MODULE": "tests.settings", **({"TEST_DATABASE_URL": named} if named else {})})
    django.setup()
    code: int = import_module("tests.kills.measuring").measure(options.count, options.seed)
    return code


if __name__ == "__main__":
    sys.exit(main())
