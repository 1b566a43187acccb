"""Files that must survive a power cut: written whole, flushed to disk, then renamed into place; never overwritten."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class DurableStorage(FileSystemStorage):
    """Django's storage never calls fsync; a number without its file would be the price."""

    def _save(self, name: str, content: File[Any]) -> str:
        full = Path(self.path(name))
        full.parent.mkdir(parents=True, exist_ok=True)
        part = full.with_suffix(full.suffix + ".part")
        with part.open("wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o640)
        part.replace(full)
        folder = os.open(full.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A second rendering of the same paper replaces a half-written first one; its bytes are the same."""
        return name
