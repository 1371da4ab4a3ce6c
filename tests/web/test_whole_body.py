"""What goes in where the web server hands it over, before any middleware."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from kakunin.config import wsgi
from kakunin.web.whole_body import only_whole_bodies


def parse(environment: dict[str, Any], _start_response: Any) -> list[bytes]:
    """What Django does first with any request."""
    return [str(WSGIRequest(environment).content_type).encode()]


@pytest.mark.parametrize(
    "parameters", ["charset*=none''x", "x*=idna''%ff", "x*=undefined''%ff", "x*0*=none''%ff; x*1=b"]
)
def test_no_encoded_parameter_of_a_content_type_breaks_the_entrance(parameters: str) -> None:
    kind = f"multipart/form-data; boundary=B; {parameters}"
    environment = RequestFactory().post("/").environ | {"CONTENT_TYPE": kind}
    with pytest.raises(ValueError, match=r"RFC 2231|codec failed"):
        parse({**environment}, None)
    assert list(only_whole_bodies(parse)(environment, None)) == [b""]


def test_what_browsers_say_of_a_form_is_left() -> None:
    environment = RequestFactory().post("/").environ
    assert list(only_whole_bodies(parse)(environment, None)) == [b"multipart/form-data"]


def test_the_real_entrance_has_it() -> None:
    assert wsgi.application.__qualname__.startswith(only_whole_bodies.__name__)
