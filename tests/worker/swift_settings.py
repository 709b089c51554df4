"""The settings of a real deployment with a quick queue, and with what the environment says.

TEST_SLICE_SECONDS: how long a slice works. TEST_PATIENCE: seconds that a worker waits for the API. No task is killed
for being slow: a machine that runs tests may be busy.
"""

import os

from k6admin import settings as real
from runs.k6api.client import Patience

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})

Q_CLUSTER = {**real.Q_CLUSTER, "poll": 0.1, "timeout": 400, "retry": 500}
SLICE_SECONDS = float(os.environ.get("TEST_SLICE_SECONDS", str(real.SLICE_SECONDS)))
if "TEST_PATIENCE" in os.environ:
    seconds = float(os.environ["TEST_PATIENCE"])
    PATIENCE_OF_WORKERS = Patience(1, seconds, seconds, seconds)
