"""Numbers in addresses."""


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
