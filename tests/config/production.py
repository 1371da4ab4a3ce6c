"""``python -m tests.config.production``: answers of the site as production has it, as JSON.

The environment must hold what production needs; KAKUNIN_DATA_DIR is filled.
"""

import json
import os
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "kakunin.config.settings"


def told(answer: Any) -> dict[str, Any]:
    """Status, headers, and each cookie as it stands in its header."""
    cookies = sorted(str(cookie.OutputString()) for cookie in answer.cookies.values())
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}


def main() -> None:
    """One login of staff, and what stands around it."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)

    from kakunin.models.party import Insurer
    from tests.world import PASSWORD, make_staff

    staff = make_staff(Insurer.objects.earliest("pk"), email="staff@example.jp")
    name = settings.ALLOWED_HOSTS[0]
    typed = {"login": staff.email, "password": PASSWORD}
    browser = Client(headers={"Host": name, "X-Forwarded-Proto": "https"}, raise_request_exception=False)
    answers = {
        "home": browser.get("/"),
        "login page": browser.get("/staff/login/"),
        "login": browser.post("/staff/login/", typed),
        "desk": browser.get("/desk/"),
        "logout": browser.post("/staff/logout/"),
        "script": browser.get(f"{settings.STATIC_URL}js/once.js"),
        "without TLS": browser.get("/how/?x=1", headers={"X-Forwarded-Proto": "http"}),
        "without TLS, forged": browser.get("/", headers={"X-Forwarded-Proto": "", "Host": "evil.example"}),
        "forged": browser.get("/", headers={"Host": "evil.example"}),
        "local name": browser.get("/", headers={"Host": "localhost"}),
    }
    json.dump({kind: told(answer) for kind, answer in answers.items()}, sys.stdout)
    for answer in answers.values():
        answer.close()


if __name__ == "__main__":
    main()
