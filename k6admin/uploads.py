"""No form of this site takes a file."""

from typing import Any, Never

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class NoFiles(FileUploadHandler):
    """Files are passed over: Django would write them to the disk before it is known who sends them.

    How long a form may be, files included, is the web server's limit (`k6admin.web_connections`).
    """

    def new_file(self, *_: Any, **__: Any) -> Never:
        raise SkipFile

    def receive_data_chunk(self, *_: Any) -> None:
        """Nothing comes after `SkipFile`."""

    def file_complete(self, *_: Any) -> None:
        """Nor is there a file in the end."""
