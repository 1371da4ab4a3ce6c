"""T19: a stored file is whole and for its owner's eyes, or it is not there."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File

from kakunin.adapters.storage import DurableFileSystemStorage


@pytest.fixture
def storage(tmp_path: Path) -> DurableFileSystemStorage:
    return DurableFileSystemStorage(location=tmp_path / "data" / "files")


def everything(storage: DurableFileSystemStorage) -> list[Path]:
    return sorted(path for path in Path(storage.location).rglob("*") if path.is_file())


class Watched(File):  # type: ignore[type-arg]  # generic in the stubs only
    """Looks at the storage between its two pieces, then goes on or fails."""

    def __init__(self, storage: DurableFileSystemStorage, failure: BaseException | None = None) -> None:
        super().__init__(None, name="watched")
        self.storage, self.failure = storage, failure
        self.seen = True

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"first"
        self.seen = self.storage.exists("ab/whole")
        if self.failure:
            raise self.failure
        yield b"second"


def test_a_file_cannot_be_seen_before_it_is_whole(storage: DurableFileSystemStorage) -> None:
    content = Watched(storage)
    storage.save("ab/whole", content)
    assert not content.seen
    with storage.open("ab/whole") as file:
        assert file.read() == b"firstsecond"


@pytest.mark.parametrize("failure", [RuntimeError(), KeyboardInterrupt(), SystemExit()])
def test_what_fails_in_the_middle_leaves_nothing(
    storage: DurableFileSystemStorage, failure: BaseException
) -> None:
    with pytest.raises(type(failure)):
        storage.save("ab/whole", Watched(storage, failure))
    assert everything(storage) == []


def test_a_killed_writer_leaves_no_file_of_that_name(storage: DurableFileSystemStorage) -> None:
    script = f"""
import os, signal
from kakunin.adapters.storage import DurableFileSystemStorage
class Content:
    def chunks(self):
        yield b"x" * 100_000
        os.kill(os.getpid(), signal.SIGKILL)
DurableFileSystemStorage(location={str(storage.location)!r})._save("ab/whole", Content())
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not storage.exists("ab/whole")


def test_folders_and_files_are_for_their_owner_alone(storage: DurableFileSystemStorage) -> None:
    before = os.umask(0)
    try:
        storage.save("ab/whole", ContentFile(b"x"))
    finally:
        os.umask(before)
    root = Path(storage.location)
    modes = {
        str(path.relative_to(root.parent.parent)): path.stat().st_mode & 0o777 for path in root.rglob("*")
    }
    assert modes == {"data/files/ab": 0o700, "data/files/ab/whole": 0o600}
    assert root.stat().st_mode & 0o777 == 0o700
    assert root.parent.stat().st_mode & 0o777 == 0o700


def test_many_writers_may_make_the_same_folder_at_once(storage: DurableFileSystemStorage) -> None:
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        storage.save(f"ab/{number}", ContentFile(b"x"))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(everything(storage)) == 8


def test_file_and_folder_are_flushed_before_it_returns(
    storage: DurableFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real_fsync, real_rename = os.fsync, Path.rename

    def fsync(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink().name
        order.append("flush data" if name.startswith(".whole.") else f"flush {name}")
        real_fsync(handle)

    def rename(self: Path, target: Path) -> Path:
        order.append("rename")
        return real_rename(self, target)

    storage.save("ab/first", ContentFile(b"x"))
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    storage.save("ab/whole", ContentFile(b"x"))
    assert order == ["flush files", "flush data", "rename", "flush ab"]
