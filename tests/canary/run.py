"""Tells the story to a system of its own: production's settings, its own database and folder.

``python -m tests.canary.run FOLDER`` leaves in FOLDER: ``captured/`` (what the processes wrote down),
``data/``, ``temporary/``, and ``secrets.json``: what must be in none of these.
"""

import json
import os
import sys
from pathlib import Path

from django.core.management import call_command

from bench.surroundings import free_port, set_up
from tests.canary import processes
from tests.canary.mail import QuotingServer


def main(folder: Path) -> None:
    """Everything else is gone afterwards."""
    captured = folder / "captured"
    for name in ("captured", "data", "temporary"):
        (folder / name).mkdir()
    os.environ |= {"TMPDIR": str(folder / "temporary"), "CANARY_REPORTS": str(captured / "reports")}
    with processes.database_of_its_own(), QuotingServer() as mails:
        set_up(folder / "data", mails.port)
        for command in ("migrate", "createcachetable"):
            call_command(command, verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        # Its models need the settings.
        from tests.canary.story import Story

        port = free_port()
        with processes.running(captured, "web", "serve", "--port", str(port)):
            processes.until(lambda: processes.answers(port))
            story = Story(captured, mails, port)
            story.tell()
        (folder / "secrets.json").write_text(json.dumps(story.told()))
        processes.finish(captured)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
