"""A sentence that a page shows above its content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """`tone` is info, good, warn or bad. `said` are the API's own words, `advice` what a person can do."""

    tone: str
    text: str
    said: str = ""
    advice: str = ""
