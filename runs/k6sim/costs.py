"""VUH of a run, by the rules of the Grafana Cloud k6 invoice documentation."""

from __future__ import annotations

from math import ceil

Json = dict[str, object]

BROWSER_WEIGHT = 10
"""A browser VU-hour costs ten protocol ones."""


def cost(protocol_vus: int, browser_vus: int, seconds: int, *, private: bool, volume: bool) -> Json:
    """Peak VUs times minutes (started ones count whole) over 60; reductions multiply; rates in percent."""
    minutes = ceil(seconds / 60)
    reductions = {name: rate for name, rate, given in (("volume", 10, volume), ("local_run", 25, private)) if given}
    kept = 1.0
    for rate in reductions.values():
        kept *= 1 - rate / 100
    protocol = protocol_vus * minutes / 60
    browser = BROWSER_WEIGHT * browser_vus * minutes / 60
    return {
        "total_vuh": round((protocol + browser) * kept, 4),
        "breakdown": {
            "protocol_vuh": round(protocol * kept, 4),
            "browser_vuh": round(browser * kept, 4),
            "base_total_vuh": round(protocol + browser, 4),
            "reduction_rate": round((1 - kept) * 100, 4),
            "reduction_rate_breakdown": dict(reductions) or None,
        },
    }
