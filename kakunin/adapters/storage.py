"""The file system as a storage that has really written when it says so."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Whole or not there: written aside, flushed to the disk, then renamed (T19).

    Folders and files are readable by their owner alone, whatever the umask.
    """

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with open(aside, "xb", opener=_private) as file:
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


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _make_folder(folder: Path) -> None:
    """With all that is missing above it."""
    if not folder.parent.exists():
        _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    # Also when it stood already: whoever made it may not have come to this line yet.
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """A rename is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
