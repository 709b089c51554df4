"""The demo teams: their projects and load tests. Everything else about a run is derived from these."""

from __future__ import annotations

from dataclasses import dataclass

from .zones import PUBLIC_ZONES

DUBLIN = ("amazon:ie:dublin", 100)
COLUMBUS = ("amazon:us:columbus", 100)
WEST = (("amazon:us:palo alto", 50), ("amazon:us:portland", 50))
THREE = (("amazon:us:ashburn", 50), ("amazon:ie:dublin", 30), ("amazon:sg:singapore", 20))
EVERYWHERE = tuple((zone, 8 if number < 1 else 5 if number < 13 else 4) for number, zone in enumerate(PUBLIC_ZONES))
LONG_NAME = ("Quarterly capacity rehearsal of the mobile backend with production traffic shape " * 3)[
    :199
].rstrip() + "X"


@dataclass(frozen=True, slots=True)
class Project:
    """A project; `folder` is its Grafana folder uid, None for the default one."""

    id: int
    name: str
    folder: str | None = None
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadTest:
    """A load test: `shape` names its plan, `minutes` its planned length, `hour` (UTC) its nightly start.

    `weight` is its share of the history, `flaky` the share of its runs that fail, `script` its script's kind.
    """

    id: int
    project_id: int
    name: str
    shape: str
    vus: int
    minutes: int
    weight: int
    zones: tuple[tuple[str, int], ...] = (DUBLIN,)
    hour: int = 2
    flaky: float = 0.06
    script: str = "js"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One stack's projects and load tests."""

    projects: tuple[Project, ...]
    tests: tuple[LoadTest, ...]


SHOP = Catalogue(
    projects=(
        Project(3_700_101, "Sandbox"),
        Project(3_700_102, "Shop frontend", "fe8shopfront1", (("team", "storefront"), ("tier", "1"))),
        Project(3_700_103, "Payments API", "fe8payments22", (("team", "payments"), ("tier", "1"))),
        Project(3_700_104, "Platform", "fe8platform33", (("team", "platform"),)),
        Project(3_700_105, "Mobile backend", "fe8mobile0444"),
        Project(3_700_106, "Data & search", "fe8datasearch"),
    ),
    tests=(
        LoadTest(880_201, 3_700_102, "Checkout nightly", "ramping-vus", 120, 30, 16, THREE, 2, 0.08, "tar"),
        LoadTest(880_202, 3_700_102, "Search nightly", "ramping-arrival-rate", 150, 20, 14, THREE, 3, 0.07),
        LoadTest(880_203, 3_700_102, "Login soak", "constant-vus", 60, 480, 2, (DUBLIN,), 20, 0.12),
        LoadTest(880_204, 3_700_102, "Browser smoke", "browser", 4, 5, 12, (COLUMBUS,), 6, 0.05, "ts"),
        LoadTest(880_205, 3_700_102, "Product page spike", "stages", 400, 12, 4, THREE, 14, 0.15),
        LoadTest(880_211, 3_700_103, "Payments API regression", "constant-arrival-rate", 80, 15, 10, (DUBLIN,), 1),
        LoadTest(880_212, 3_700_103, "Refunds <b>v2</b> & vouchers", "per-vu-iterations", 25, 8, 4, (DUBLIN,), 4),
        LoadTest(880_213, 3_700_103, "Card tokenisation stress", "stages", 250, 25, 3, WEST, 5, 0.2, "tar.gz"),
        LoadTest(880_214, 3_700_103, "PSP failover drill", "externally-controlled", 40, 45, 1, (DUBLIN,), 13, 0.25),
        LoadTest(880_221, 3_700_104, "Gateway rate limits", "constant-arrival-rate", 60, 6, 6, (COLUMBUS,), 0),
        LoadTest(880_222, 3_700_104, "Auth token refresh", "duration", 30, 10, 6, (DUBLIN,), 5, 0.03, "tar"),
        LoadTest(880_223, 3_700_104, "Kafka ingest", "constant-vus", 90, 20, 4, (("berlin-dc-plz", 100),), 22),
        LoadTest(880_224, 3_700_104, "Every zone, cold start", "shared-iterations", 210, 10, 2, EVERYWHERE, 7, 0.1),
        LoadTest(880_225, 3_700_104, "DNS failover", "duration", 15, 4, 2, WEST, 11),
        LoadTest(880_231, 3_700_105, "Mobile home feed", "ramping-vus", 200, 18, 7, THREE, 3, 0.06, "ts"),
        LoadTest(880_232, 3_700_105, "Push fan-out", "ramping-arrival-rate", 300, 9, 3, EVERYWHERE, 9, 0.1),
        LoadTest(880_233, 3_700_105, LONG_NAME, "stages", 500, 60, 1, THREE, 1, 0.1),
        LoadTest(
            880_234,
            3_700_105,
            "推送通知, 冒烟测试 ✅",
            "iterations",
            5,
            3,
            3,
            (("amazon:jp:tokyo", 100),),
            8,
        ),
        LoadTest(
            880_241,
            3_700_106,
            "Indexer bulk load",
            "shared-iterations",
            50,
            40,
            2,
            (("ops-playground-plz", 100),),
            23,
        ),
        LoadTest(880_242, 3_700_106, "Report export", "iterations", 10, 7, 3, (DUBLIN,), 6, 0.04, "tar.gz"),
        LoadTest(
            880_243,
            3_700_106,
            "Catalogue mix, browser and API",
            "mixed",
            45,
            10,
            5,
            (COLUMBUS,),
            12,
            0.08,
            "ts",
        ),
        LoadTest(880_251, 3_700_101, "Draft from the script editor", "bare", 1, 1, 2, (COLUMBUS,), 15, 0.3),
        LoadTest(880_252, 3_700_101, "Found on a USB stick", "duration", 2, 2, 1, (COLUMBUS,), 16, 0.3, "hostile"),
    ),
)

BANK = Catalogue(
    projects=(Project(3_800_001, "Default project"), Project(3_800_002, "Online banking", "be2banking001")),
    tests=(
        LoadTest(890_001, 3_800_002, "Account overview", "stages", 80, 15, 3, (("amazon:de:frankfurt", 100),), 1),
        LoadTest(
            890_002,
            3_800_002,
            "Transfers",
            "constant-arrival-rate",
            40,
            10,
            2,
            (("amazon:de:frankfurt", 100),),
            2,
        ),
        LoadTest(890_003, 3_800_001, "Smoke", "duration", 2, 2, 1, (("vault-dc", 100),), 5, 0.02, "ts"),
    ),
)
