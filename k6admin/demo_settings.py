"""The settings of `make demo`: the real ones, under the demo's own environment."""

import os

from k6admin.demo_environment import FOLDER, demo_environment

os.environ.update(demo_environment())
os.environ.setdefault("BASE_URL", "http://localhost:8000")
os.environ.setdefault("K6_API_URL", "http://127.0.0.1:9")  # nothing listens there: no simulator, no answers

# Only now: the settings read the environment when they are imported.
from k6admin import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})

DEMO = True
STATIC_ROOT = FOLDER / "static"
