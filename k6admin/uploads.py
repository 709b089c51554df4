"""No form of this site takes a file."""

from typing import IO, Any, Never

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class NoFiles(FileUploadHandler):
    """Files are passed over: Django would write them to the disk, however large, before it is known who sends them.

    A form with files is no longer than one without: Django's own limit does not count them.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],  # noqa: ARG002
        META: dict[str, str],  # noqa: ARG002, N803 - Django's own name
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("A form that is longer than any here.")

    def new_file(self, *_: Any, **__: Any) -> Never:
        raise SkipFile

    def receive_data_chunk(self, *_: Any) -> None:
        """Nothing comes after `SkipFile`."""

    def file_complete(self, *_: Any) -> None:
        """Nor is there a file in the end."""
