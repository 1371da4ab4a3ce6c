"""The file system as a storage that has really written when it says so."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Whole or not there: written aside, flushed to the disk, then renamed (T19)."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _flush_folder(target.parent.parent)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with aside.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return name


def _flush_folder(folder: Path) -> None:
    """A rename is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
