"""A little issuer of OpenID Connect on loopback: real HTTP, signed tokens, and the mistakes that a test asks of it."""

import base64
import contextlib
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT_ID, CLIENT_SECRET = "k6admin", "little-secret"
ADA = {"sub": "ada-1", "email": "ada@example.com", "email_verified": True, "name": "Ada Lovelace"}
Claims = dict[str, Any]


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class LittleIssuer:
    """`person` is who logs in there. `twist` changes what the token says, `sign` how it is signed.

    `faults` answers a path with a status and a body of its own; a path in `silent` is not answered, one in `drips`
    byte by byte, until the test ends. `headers` are those of the last request for a token.
    """

    url: str = ""
    person: Claims = field(default_factory=lambda: dict(ADA))
    twist: Callable[[Claims], Claims] = lambda claims: claims
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    kid: str = "key-1"
    sign: Callable[[Claims], str] | None = None
    about: Claims | None = None
    description: Claims = field(default_factory=dict)
    faults: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    drips: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    headers: dict[str, str] = field(default_factory=dict)
    refuses: str = ""
    shows_page: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Claims] = field(default_factory=dict)

    def configuration(self) -> Claims:
        endpoints = ("authorization", "token", "userinfo")
        found = {f"{name}_endpoint": f"{self.url}/{name}" for name in endpoints}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **found, **self.description}

    def jwks(self) -> Claims:
        public: Claims = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def authorize(self, query: Claims) -> str:
        """Where the browser is sent back to."""
        if self.refuses:
            return f"{query['redirect_uri']}?{urlencode({'error': self.refuses, 'state': query['state']})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: Claims) -> tuple[int, Claims]:
        """As the standard wants it: the code once, the client's secret, and the verifier of PKCE."""
        query = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if query is None or query["code_challenge"] != challenge.rstrip(b"=").decode():
            return 400, {"error": "invalid_grant"}
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        is_in_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not is_in_form and self.headers.get("Authorization") != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        return 200, {"access_token": "at-1", "token_type": "Bearer", "id_token": self.id_token(query)}

    def id_token(self, query: Claims) -> str:
        """Says when the person logged in where `max_age` asked for that."""
        now = int(time.time())
        times = {"iat": now, "exp": now + 300, **({"auth_time": now} if "max_age" in query else {})}
        claims = self.twist({"iss": self.url, "aud": CLIENT_ID, "nonce": query["nonce"], **times, **self.person})
        if self.sign:
            return self.sign(claims)
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": self.kid})


class _Server(ThreadingHTTPServer):
    def __init__(self, issuer: LittleIssuer) -> None:
        self.issuer = issuer
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def little_issuer() -> Iterator[LittleIssuer]:
    issuer = LittleIssuer()
    server = _Server(issuer)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield issuer
    finally:
        issuer.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        parts, issuer = urlsplit(self.path), self.server.issuer
        issuer.asked.append(self.path)
        if self.is_slow(parts.path):
            return
        documents: dict[str, Callable[[], Claims]] = {
            "/.well-known/openid-configuration": issuer.configuration,
            "/jwks": issuer.jwks,
            "/userinfo": lambda: issuer.about or issuer.person,
        }
        if parts.path in issuer.faults:
            self.answer(*issuer.faults[parts.path])
        elif parts.path == "/authorization":
            self.authorize(issuer.authorize(_first(parts.query)))
        else:
            self.send_json(200, documents[parts.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        issuer = self.server.issuer
        issuer.asked.append(self.path)
        issuer.headers = dict(self.headers)
        if self.is_slow(self.path):
            return
        if self.path in issuer.faults:
            self.answer(*issuer.faults[self.path])
        else:
            self.send_json(*issuer.token(_first(body)))

    def is_slow(self, path: str) -> bool:
        """Whether the path is one that gets no answer in good time; it returns when the test or the caller ends."""
        over = self.server.issuer.over
        if path in self.server.issuer.silent:
            return over.wait(60)
        if path not in self.server.issuer.drips:
            return False
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                self.wfile.write(b" ")
        return True

    def authorize(self, back: str) -> None:
        if self.server.issuer.shows_page:
            page = f'<a href="{html.escape(back)}">Yes, it is me</a>'
            self.answer(200, {"Content-Type": "text/html"}, page.encode())
        else:
            self.answer(302, {"Location": back}, b"")

    def send_json(self, status: int, document: Claims) -> None:
        self.answer(status, {"Content-Type": "application/json"}, json.dumps(document).encode())

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the tests' own output."""


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
