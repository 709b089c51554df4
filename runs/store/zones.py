"""Names of load zones as the API told them, by id, in the stack's own row: what shows a run has its stack at hand."""

from collections.abc import Sequence

from runs.domain.redaction import replace_tokens
from runs.domain.zones import zone_face
from runs.k6api.records import LoadZoneRecord
from runs.models import Stack
from runs.store.tokens import tokens_of

MOST_NAMES, NAME_MAX = 200, 100


def save_load_zones(stack: Stack, records: Sequence[LoadZoneRecord]) -> None:
    """Of zones that are not known by their place. One that is listed no more keeps its name: runs still refer to it."""
    tokens = tokens_of(stack)
    named = {record.zone_id: str(replace_tokens(record.name, tokens)) for record in records}
    told = {zone: " ".join(name.split())[:NAME_MAX] for zone, name in named.items()}
    new = {zone: name for zone, name in told.items() if name and zone_face(zone).kind != "public"}
    names = dict(
        [*new.items(), *((zone, name) for zone, name in stack.zone_names.items() if zone not in told)][:MOST_NAMES]
    )
    if names != stack.zone_names:
        Stack.objects.filter(pk=stack.pk).update(zone_names=names)
        stack.zone_names = names
