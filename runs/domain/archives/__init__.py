"""Scripts as the API keeps them: a JavaScript or TypeScript file, or a k6 archive, plain or gzipped."""

from runs.domain.archives.limits import Limits
from runs.domain.archives.script import File, Script, fingerprint, read_script, read_script_file

__all__ = ["File", "Limits", "Script", "fingerprint", "read_script", "read_script_file"]
