"""Who may talk to the simulator: fixed, public demo constants. None of them opens anything real."""

from __future__ import annotations

DEFAULT_TOKEN = "sim-token-lead-7f3a91c2d4e8"  # noqa: S105 -- a public demo constant
PERSONAL_TOKEN = "sim-token-member-2b64d0a9f713"  # noqa: S105 -- a public demo constant
SECOND_TOKEN = "sim-token-second-c18e5527b06d"  # noqa: S105 -- a public demo constant
HOMELESS_TOKEN = "sim-token-homeless-94aa3310ee5f"  # noqa: S105 -- a public demo constant
"""A valid token whose owner is a member of no stack: every call answers 403."""

DEFAULT_STACK_ID = 410_001
SECOND_STACK_ID = 410_002
DEFAULT_GRAFANA_URL = "https://demo-shop.grafana.net"
SECOND_GRAFANA_URL = "https://demo-bank.grafana.net"

DEFAULT_OWNER = "lead@demo.test"
PERSONAL_OWNER = "member@demo.test"
SECOND_OWNER = "ops@demo-bank.test"
