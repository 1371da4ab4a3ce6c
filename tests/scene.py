"""One certificate and everybody who looks at it, each in a browser of their own."""

from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from kakunin.models.one_time_password import OneTimePassword
from tests.world import CLERK, MadeCertificate, make_certificate, make_domain, make_insurer, make_staff


@dataclass(frozen=True)
class Scene:
    """One certificate, and those who look at it."""

    made: MadeCertificate

    @property
    def nobody(self) -> Client:
        return Client(raise_request_exception=False)

    @property
    def viewer(self) -> Client:
        client = self.nobody
        client.post(self.gate, {"password": self.made.password})
        return client

    @property
    def obligee(self) -> Client:
        client = self.viewer
        client.post(self.at("login:address"), {"address": CLERK})
        client.post(self.at("login:code"), {"code": OneTimePassword.objects.get().digits})
        return client

    @property
    def clerk(self) -> Client:
        client = self.nobody
        client.force_login(self.made.certificate.created_by)
        return client

    @property
    def gate(self) -> str:
        return reverse("gate:gate", args=[self.made.locator])

    def at(self, name: str, **where: int) -> str:
        return reverse(name, kwargs={"certificate": self.made.certificate.uuid, **where})


def make_scene() -> Scene:
    """With a drawn certificate of an insurer; the obligee's domain is registered."""
    make_domain()
    insurer = make_insurer("甲損保")
    return Scene(
        make_certificate(insurer=insurer, agency=None, by=make_staff(insurer), number="A-1", drawn=True)
    )
