"""The nodes that a run's load came from."""

from datetime import datetime

from runs.k6api.records import DistributionRecord
from runs.models import RunDistribution, TestRun


def save_distribution(run: TestRun, record: DistributionRecord, now: datetime, *, keep: bool) -> RunDistribution:
    """Written only where `keep` says so: while a run goes on, its nodes still change."""
    zones = [
        [zone.load_zone, zone.percentage, [[node.size, node.public_ip] for node in zone.nodes]] for zone in record.zones
    ]
    if not keep:
        return RunDistribution(run=run, zones=zones, fetched_at=now)
    stored, _ = RunDistribution.objects.update_or_create(run=run, defaults={"zones": zones, "fetched_at": now})
    return stored
