"""Commands called as an operator does, and what they said."""

from dataclasses import dataclass
from io import StringIO

from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Said:
    """Both streams, and the sentence that a command ended with where it did not do its job."""

    out: str
    err: str
    refusal: str = ""

    @property
    def everything(self) -> str:
        return self.out + self.err + self.refusal


def call(*arguments: str) -> Said:
    out, err, refusal = StringIO(), StringIO(), ""
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        refusal = str(error)
    return Said(out.getvalue(), err.getvalue(), refusal)
