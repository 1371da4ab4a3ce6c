"""The things that members of staff hold: an authenticator app, a passkey."""

import base64
import hashlib
import json
import os
import re
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode

from kakunin.adapters.vault import secrets
from kakunin.models.staff import Staff
from tests.world import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(staff: Staff) -> None:
    """An authenticator app that shows the codes of ``SECRET``, set up long ago."""
    sealed = secrets.seal(SECRET.encode(), context=f"second factor:{staff.pk}")
    data = {"secret": base64.b64encode(sealed).decode()}
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data=data)


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of thirty seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def type_password(client: Client, staff: Staff) -> Any:
    """The first question of the login."""
    return client.post(reverse("account_login"), {"login": staff.email, "password": PASSWORD})


def log_in(client: Client, staff: Staff) -> Client:
    """Both questions, where there is a second."""
    answer = type_password(client, staff)
    if answer.headers["Location"] == reverse("mfa_authenticate"):
        client.post(reverse("mfa_authenticate"), {"code": code()})
    return client


def secret_on(page: Any) -> str:
    """That of the app to be added, which the page shows in groups of four."""
    found = re.search(r'<code class="secret__value"[^>]*>(.+?)</code>', page.content.decode())
    assert found, page.content.decode()
    return re.sub("<[^>]+>", "", found[1])


def options_on(page: Any) -> Any:
    """What the page asks the browser's passkeys."""
    found = re.search(r'<script id="options" type="application/json">(.*?)</script>', page.content.decode())
    assert found, page.content.decode()
    (options,) = json.loads(found[1]).values()
    return options["publicKey"]


@dataclass
class Device:
    """A PC, phone or key that holds one passkey, honest unless told otherwise."""

    origin: str = settings.BASE_URL
    asks_for_pin: bool = True
    host: str = "localhost"
    name: bytes = field(default_factory=lambda: os.urandom(16))
    user: bytes = b""

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: Any) -> str:
        """A passkey for this page, as the form carries it."""
        self.user = websafe_decode(options["user"]["id"])
        public = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (public.x, public.y))
        key = cbor.encode({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        data = self._data(0x40) + bytes(16) + struct.pack(">H", len(self.name)) + self.name + key
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def get(self, options: Any) -> str:
        """The passkey shown to this page."""
        client, data = self._client("webauthn.get", options), self._data(0)
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=self.user
        )

    def _data(self, flags: int) -> bytes:
        flags |= 0x05 if self.asks_for_pin else 0x01
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + bytes(4)

    def _client(self, what: str, options: Any) -> bytes:
        said = {"type": what, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.name)
        parts = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def add_passkey(client: Client, device: Device, name: str = "会社のパソコン") -> Any:
    """Through the page."""
    page = reverse("mfa_add_webauthn")
    return client.post(page, {"name": name, "credential": device.create(options_on(client.get(page)))})
