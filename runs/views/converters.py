"""Numbers and words in addresses."""

from runs.models import Kind


class IdConverter:
    """An id of the API: ASCII digits that fit into 64 bits; everything else is a 404."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number >= 2**63:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        return str(value)


class KindConverter:
    """An action on a run; a note has a form, and so an address of its own."""

    regex = "abort|delete|save|unsave|star|unstar"

    def to_python(self, value: str) -> Kind:
        return Kind(value)

    def to_url(self, value: str) -> str:
        return str(value)
