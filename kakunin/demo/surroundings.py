"""What production is given by an operator, the demo makes for itself, once."""

import base64
import json
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """``data/demo`` in the checkout, unless KAKUNIN_DATA_DIR names another."""
    return Path(os.environ.get("KAKUNIN_DATA_DIR", ROOT / "data" / "demo")).absolute()


def prepare(port: int) -> None:
    """Set the environment that the settings are read from; before Django starts.

    Secrets are drawn at the first start and found again at the second.
    """
    folder = data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= _secrets(folder / "secrets.json")
    os.environ |= {
        "KAKUNIN_MODE": "demo",
        "KAKUNIN_DATA_DIR": str(folder),
        "KAKUNIN_BASE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "kakunin.config.settings",
    }


def _secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        drawn = {
            "KAKUNIN_SECRET_KEY": secrets.token_urlsafe(50),
            "KAKUNIN_PEPPER": secrets.token_urlsafe(32),
            "KAKUNIN_MASTER_KEYS": "demo:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        aside = file.with_suffix(".new")
        aside.touch(mode=0o600)
        aside.write_text(json.dumps(drawn))
        aside.rename(file)
    found: dict[str, str] = json.loads(file.read_text())
    return found
