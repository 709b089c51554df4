"""Notes that a team writes on its runs."""

from __future__ import annotations

NOTES = (
    "Baseline after the connection pool change (SHOP-4412).",
    "p95 up 12 % against last week, see the gateway dashboard.",
    "Rerun: the first attempt hit the staging deploy.",
    "Release candidate 2026.9, approved by QA.",
    "Database failover at minute 9 on purpose.",
    "With the new cache headers.",
    "Ignore: wrong environment variable.",
    "Autumn sale rehearsal, 1.4 x of last year's peak.",
    "Compare with the run before it; only the JVM flags differ.",
)
LONG_NOTE = "\n".join(
    f"{minute:02d}:00  {text}"
    for minute, text in enumerate(
        (
            "ramp begins, all zones green",
            "error rate steady at 0.02 %",
            "first slow checkout, 1.9 s, trace kept",
            "queue depth 340, consumers scaled to 12",
            "gateway restarted by the platform team",
            "p95 back under 480 ms",
        )
        * 12
    )
)
HTML_NOTE = "<script>alert('note')</script><b>bold?</b> <img src=x onerror=\"alert(1)\"> & an ampersand"
WORLD_NOTE = (
    "مراجعة نتائج الليلة \u202etxt.exe\u202c, Ærøskøbing, 東京, "
    "\U0001f469\U0001f3fd\u200d\U0001f52c, e\u0301 and a tab\there"
)
