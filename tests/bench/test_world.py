"""What the figures are measured with must keep up with the product: here it is used once, in small."""

import io
import socket
import threading
import time
from functools import partial
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from bench import crowd, papers
from bench.client import Client
from bench.figures import share_flow
from bench.figures.upload import _NecessaryParts
from bench.wire import Wire
from bench.world import make_documents, make_drawn_certificate, make_people
from kakunin.adapters.pdf import sandbox
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.job import Job
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from tests import pdfs


@pytest.mark.django_db
def test_the_database_accepts_the_crowd_with_its_logins() -> None:
    people = make_people()
    crowd.add_certificates(people, 30)
    assert Certificate.objects.count() == 30
    assert OneTimePassword.objects.count() == ObligeeLogin.objects.count() > 0
    assert not OneTimePassword.objects.filter(created_at__gt=clock.now()).exists()


@pytest.mark.django_db
def test_the_necessary_parts_of_an_upload_leave_what_an_upload_leaves() -> None:
    people, content = make_people(), pdfs.plain()
    make_documents(people, content)
    after_upload = Job.objects.count()
    _NecessaryParts(people, io.BytesIO(content), content).do()
    assert Job.objects.count() == 2 * after_upload


@pytest.mark.django_db(transaction=True)
def test_the_share_flow_can_be_walked_from_the_gate_to_the_logout(
    live_server: LiveServer, settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    made = make_drawn_certificate(make_people(), pdfs.plain())
    steps, port = share_flow._Steps(), live_server.thread.port
    with Client(port) as client:
        share_flow._share([share_flow._Visitor.of(0, made)], steps, client, 0)
    assert list(steps.times)[-2:] == ["document", "logout"]
    assert ObligeeLogin.objects.get().ended_at is not None


def test_a_paper_of_a_given_weight_is_one_that_an_upload_takes() -> None:
    content = papers.weighing(300_000)
    assert len(content) == pytest.approx(300_000, rel=0.02)
    assert sandbox.shared().inspect(io.BytesIO(content)).pages == 1


def test_a_slow_line_lets_a_body_come_no_faster_than_it_can() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=partial(_answer, server, b"x" * 100_000), daemon=True).start()
        began = time.perf_counter()
        with Wire(server.getsockname()[1], "/", {}) as wire:
            assert wire.weigh(speed=1_000_000) == 100_000
    assert time.perf_counter() - began > 0.09


def _answer(server: socket.socket, body: bytes) -> None:
    visitor, _ = server.accept()
    with visitor:
        visitor.recv(1 << 16)
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
