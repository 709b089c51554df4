"""The nodes that a run's load came from."""

from datetime import datetime

from django.db import transaction

from runs.domain.redaction import replace_tokens
from runs.k6api.records import DistributionRecord
from runs.models import RunDistribution, TestRun
from runs.store.tokens import tokens_of


def save_distribution(run: TestRun, record: DistributionRecord, now: datetime, *, keep: bool) -> RunDistribution:
    """Written only where `keep` says so: while a run goes on, its nodes still change. Nothing of a purged run is."""
    zones = [
        [zone.load_zone, zone.percentage, [[node.size, node.public_ip] for node in zone.nodes]] for zone in record.zones
    ]
    found = RunDistribution(run=run, zones=replace_tokens(zones, tokens_of(run.stack)), fetched_at=now)
    if keep:
        with transaction.atomic():
            if TestRun.objects.select_for_update().filter(pk=run.pk).first():
                RunDistribution.objects.bulk_create(
                    [found], update_conflicts=True, unique_fields=["run"], update_fields=["zones", "fetched_at"]
                )
    return found
