"""Production, and beside its log the error reports that Django makes for whoever adds a handler."""

import logging
import os
from typing import Any

from django.views.debug import get_exception_reporter_class

from kakunin.config.settings import *  # noqa: F403
from kakunin.config.settings import LOGGING


class Reports(logging.Handler):
    """What a handler that mails reports to somebody would send, appended to a file."""

    def emit(self, record: logging.LogRecord) -> None:
        request: Any = getattr(record, "request", None)
        reporter: Any = get_exception_reporter_class(request)
        if record.exc_info:
            report = reporter(request, *record.exc_info, is_email=True)
            with open(os.environ["CANARY_REPORTS"], "a") as file:
                file.write(report.get_traceback_text() + report.get_traceback_html())


_logging: Any = LOGGING
_logging["handlers"]["reports"] = {"class": "tests.canary.settings.Reports"}
for _logger in (_logging["root"], _logging["loggers"]["django"]):
    _logger["handlers"].append("reports")
