"""What is asked before something that can't be undone, or not by oneself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A page of its own: `sentences` say what it means, `lost` what will be gone. `url` takes the answer."""

    title: str
    sentences: tuple[str, ...]
    label: str
    url: str
    back_url: str
    lost: tuple[str, ...] = ()
