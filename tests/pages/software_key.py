"""A WebAuthn authenticator in software, with the browser around it: what they send for a site's questions."""

import hashlib
import html
import json
import re
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from tests.pages.visiting import Answer

ADD, LOGIN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"
SITE, RP_ID = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Document = dict[str, Any]


class SoftwareKey:
    """`rk`: what its browser says of `credProps`; None where it says nothing. `told` is added to the client's data."""

    def __init__(self, *, origin: str = SITE, rp_id: str = RP_ID, rk: bool | None = True, **told: Any) -> None:
        self.origin, self.rp_id, self.rk, self.told = origin, rp_id, rk, told
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.ident = hashlib.sha256(str(id(self)).encode()).digest()
        self.handle = ""

    def create(self, options: Document) -> Document:
        self.handle = options["user"]["id"]
        data = self._client_data("webauthn.create", options["challenge"])
        key = ES256.from_cryptography_key(self.secret.public_key())  # type: ignore[no-untyped-call]
        public = cbor.encode(dict(key))
        credential = bytes(16) + struct.pack(">H", len(self.ident)) + self.ident + public
        auth = self._auth_data(PRESENT | VERIFIED | ATTESTED) + credential
        attestation = cbor.encode({"fmt": "none", "authData": auth, "attStmt": {}})
        extensions = {} if self.rk is None else {"credProps": {"rk": self.rk}}
        response = {"clientDataJSON": websafe_encode(data), "attestationObject": websafe_encode(attestation)}
        return {**self._document(), "clientExtensionResults": extensions, "response": response}

    def get(self, options: Document) -> Document:
        data = self._client_data("webauthn.get", options["challenge"])
        auth = self._auth_data(PRESENT | VERIFIED)
        signature = self.secret.sign(auth + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(data),
            "authenticatorData": websafe_encode(auth),
            "signature": websafe_encode(signature),
            "userHandle": self.handle,
        }
        return {**self._document(), "clientExtensionResults": {}, "response": response}

    def _document(self) -> Document:
        return {"type": "public-key", "id": websafe_encode(self.ident), "rawId": websafe_encode(self.ident)}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **self.told}
        return json.dumps(told).encode()

    def _auth_data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, 1)


def add_key(browser: Client, key: SoftwareKey, *, alone: bool) -> Answer:
    """To the account that the browser is logged in to; `alone`: to log in with it without a password."""
    answer = key.create(_options(browser.get(ADD))["creation_options"]["publicKey"])
    return browser.post(
        ADD, {"name": "Key", "credential": json.dumps(answer), **({"passwordless": "on"} if alone else {})}
    )


def log_in_with(key: SoftwareKey, browser: Client | None = None) -> Answer:
    """Without a password."""
    browser = browser or Client()
    asked = browser.get(LOGIN, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]["publicKey"]
    return browser.post(LOGIN, {"credential": json.dumps(key.get(asked))}, follow=True)


def answer_with(key: SoftwareKey, browser: Client, path: str) -> Answer:
    """The question of a page that asks for a key."""
    asked = _options(browser.get(path))["request_options"]["publicKey"]
    return browser.post(path, {"credential": json.dumps(key.get(asked))}, follow=True)


def _options(page: Answer) -> Document:
    [found] = re.findall(r'<script id="passkey-options" type="application/json">(.*?)</script>', page.content.decode())
    document: Document = json.loads(html.unescape(found))
    return document
