"""What the control daemon leaves for the gate, made by hand: the keys of sessions and of the registry, the directory of droplets.

A gate that is started with `start_alone` runs without the daemon that its policy names, so that a test decides what is in these files and when.
"""

import json
import mmap
import os
import pathlib
import secrets
import struct
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from product import Gate, base64url

COOKIE = "__Host-gatehouse_session"
SESSION_ISSUER = "gatehouse"
DIRECTORY_GENERATION_AT = 448  # of the mapped state, src/state/layout.h


class SessionKey:
    """A P-256 key, and session tokens signed with it as the daemon signs them."""

    def __init__(self, kid: str = ""):
        self.kid = kid or secrets.token_hex(8)
        self.private = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> dict:
        numbers = self.private.public_key().public_numbers()
        return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid,
                "x": base64url(numbers.x.to_bytes(32, "big")), "y": base64url(numbers.y.to_bytes(32, "big"))}

    @property
    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, header: dict, claims: dict) -> str:
        text = base64url(json.dumps(header).encode()) + "." + base64url(json.dumps(claims).encode())
        r, s = utils.decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return text + "." + base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def session(self, *, header: dict | None = None, claims: dict | None = None, drop: tuple = ()) -> str:
        """A good session token of half an hour, except for what the test says."""
        now = int(time.time())
        full = {"iss": SESSION_ISSUER, "aud": "gatehouse-session", "sub": "ada", "jti": secrets.token_hex(16), "iat": now, "exp": now + 1800,
                "roles": ["user"], "acr": "pwd", **(claims or {})}
        for name in drop:
            full.pop(name, None)
        return self.sign({"alg": "ES256", "typ": "gatehouse-session+jwt", "kid": self.kid, **(header or {})}, full)


def cookie(token: str) -> dict:
    return {"Cookie": f"{COOKIE}={token}"}


class ControlFiles:
    """A `data_dir` with its folder `public`."""

    def __init__(self, data_dir: pathlib.Path):
        self.data_dir = data_dir
        self.public = data_dir / "public"
        self.public.mkdir(parents=True)
        self.droplets: dict[int, dict] = {}

    def write(self, name: str, text: str):
        """Beside and renamed, as the daemon does it."""
        beside = self.public / (name + ".new")
        beside.write_text(text)
        os.replace(beside, self.public / name)

    def write_session_keys(self, *keys: SessionKey):
        self.write("session.jwks", json.dumps({"keys": [key.jwk for key in keys]}))

    def enrol(self, droplet_id: int, url: str, *, state: str = "active", address: str | None = "127.0.0.1"):
        parts = urllib.parse.urlsplit(url)
        tls = parts.scheme == "https"
        self.droplets[droplet_id] = {"id": droplet_id, "state": state, "tls": tls, "host": parts.hostname,
                                     "port": parts.port or (443 if tls else 80), "address": address}

    def write_directory(self):
        self.write("directory.json", json.dumps({"version": 1, "droplets": list(self.droplets.values())}))

    @staticmethod
    def bump(gate: Gate):
        """Tells the workers, as state::Region::BumpDirectoryGeneration does."""
        with open(gate.run_dir / "state", "r+b") as file, mmap.mmap(file.fileno(), 4096) as head:
            (generation,) = struct.unpack_from("<Q", head, DIRECTORY_GENERATION_AT)
            struct.pack_into("<Q", head, DIRECTORY_GENERATION_AT, generation + 1)
