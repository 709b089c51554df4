"""Load zones: the 21 public ones of the Grafana Cloud documentation and the demo team's private ones."""

from __future__ import annotations

PUBLIC_ZONES = {
    "amazon:us:columbus": "US East (Ohio)",
    "amazon:us:ashburn": "US East (N. Virginia)",
    "amazon:us:palo alto": "US West (N. California)",
    "amazon:us:portland": "US West (Oregon)",
    "amazon:ca:montreal": "Canada (Montreal)",
    "amazon:br:sao paulo": "South America (São Paulo)",
    "amazon:ie:dublin": "Europe (Ireland)",
    "amazon:gb:london": "Europe (London)",
    "amazon:fr:paris": "Europe (Paris)",
    "amazon:de:frankfurt": "Europe (Frankfurt)",
    "amazon:it:milan": "Europe (Milan)",
    "amazon:se:stockholm": "Europe (Stockholm)",
    "amazon:sa:cape town": "Africa (Cape Town)",
    "amazon:bh:bahrain": "Middle East (Bahrain)",
    "amazon:in:mumbai": "Asia Pacific (Mumbai)",
    "amazon:sg:singapore": "Asia Pacific (Singapore)",
    "amazon:au:sydney": "Asia Pacific (Sydney)",
    "amazon:cn:hong kong": "Asia Pacific (Hong Kong)",
    "amazon:jp:tokyo": "Asia Pacific (Tokyo)",
    "amazon:jp:osaka": "Asia Pacific (Osaka)",
    "amazon:kr:seoul": "Asia Pacific (Seoul)",
}
PRIVATE_ZONES = {
    "berlin-dc-plz": ("Berlin data centre", None),
    "ops-playground-plz": ("Ops playground", "registry.example.com/k6-runner:1.4"),
}
UNAVAILABLE = "amazon:bh:bahrain"
"""Listed and not usable, as the documentation says of Bahrain."""


def zone_documents() -> list[dict[str, object]]:
    """Every load zone as `GET /cloud/v6/load_zones` lists it: public ones first; the list is not paged."""
    public = [_document(number, zone, name, None, True) for number, (zone, name) in enumerate(PUBLIC_ZONES.items(), 1)]
    private = [
        _document(900 + number, zone, name, image, False)
        for number, (zone, (name, image)) in enumerate(PRIVATE_ZONES.items(), 1)
    ]
    return public + private


def _document(number: int, zone: str, name: str, image: str | None, public: bool) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "k6_load_zone_id": zone,
        "available": zone != UNAVAILABLE,
        "custom_load_runner_image": image,
        "public": public,
    }
