"""Scripts as the API keeps them: a JavaScript or TypeScript file, or a k6 archive, plain or gzipped."""

from runs.domain.archives.limits import Limits
from runs.domain.archives.script import (
    RULES,
    File,
    Identity,
    Script,
    fingerprint,
    identify,
    read_script,
    read_script_file,
)

__all__ = [
    "RULES",
    "File",
    "Identity",
    "Limits",
    "Script",
    "fingerprint",
    "identify",
    "read_script",
    "read_script_file",
]
