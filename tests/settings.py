"""Kakunin's settings as the tests use them: the mode must stand before they are read."""

import atexit
import os
import shutil
import tempfile

os.environ["KAKUNIN_MODE"] = "test"
if "KAKUNIN_DATA_DIR" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="kakunin-test-")
    os.environ["KAKUNIN_DATA_DIR"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from kakunin.config.settings import *  # noqa: F403
