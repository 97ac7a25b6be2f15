"""Tokens and key sets as the issuers of the field write them: headers, claims and members as their documentation and real tokens have them."""

import base64
import json
import secrets
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

AUDIENCE = "api://orders"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Member:
    """A member of a key set that signs nothing: a modulus of the right size, which costs no search for primes."""

    def __init__(self, kid: str):
        self.kid, self.n = kid, secrets.randbits(2048) | 1 << 2047 | 1

    def jwk(self) -> dict:
        return {"kty": "RSA", "use": "sig", "kid": self.kid, "n": number(self.n), "e": number(65537)}


class Signer:
    """An RSA key with a name, as one member of an issuer's key set."""

    def __init__(self, kid: str | None = None):
        self.kid = kid
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def jwk(self, **more) -> dict:
        numbers = self.key.public_key().public_numbers()
        named = {} if self.kid is None else {"kid": self.kid}
        return {"kty": "RSA", "use": "sig", **named, "n": number(numbers.n), "e": number(numbers.e), **more}

    def pem(self) -> bytes:
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, header: dict, claims: dict) -> str:
        text = base64url(json.dumps(header).encode()) + "." + base64url(json.dumps(claims).encode())
        return text + "." + base64url(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))

    def token(self, claims: dict, header: dict | None = None, ahead: float = 0, life: int = 3600) -> str:
        """Signed for AUDIENCE by an issuer whose clock is `ahead` of ours. A header member that is None is left out."""
        named = {} if self.kid is None else {"kid": self.kid}
        full = {name: value for name, value in {"alg": "RS256", **named, **(header or {})}.items() if value is not None}
        now = time.time() + ahead
        return self.sign(full, {"aud": AUDIENCE, "iat": int(now), "exp": int(now) + life, **claims})


def entra(groups: int = 0) -> tuple[dict, dict]:
    """Microsoft Entra ID, version 2.0 tokens."""
    tenant = "11111111-2222-3333-4444-555555555555"
    claims = {"iss": f"https://login.microsoftonline.com/{tenant}/v2.0", "nbf": int(time.time()), "aio": "E2ZgYDhT+abc/", "azp": "6731de76-14a6", "azpacr": "1",
              "idtyp": "app", "oid": "9a8b7c6d", "rh": "0.AXoA", "roles": ["Orders.Read", "Orders.Write"], "sub": "aaaa-bbbb", "tid": tenant, "uti": "x",
              "ver": "2.0", "scp": "User.Read Orders.Read", "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"]}
    if groups:
        claims["groups"] = [f"00000000-0000-4000-8000-{i:012}" for i in range(groups)]
    return {"typ": "JWT", "x5t": "nOo3ZDrODXEK1jKWhXslHR_KXEg"}, claims


def okta() -> tuple[dict, dict]:
    """Okta: no `typ`, and `scp` is a list."""
    return {}, {"ver": 1, "jti": "AT.abc", "iss": "https://dev.okta.example/oauth2/default", "cid": "0oa1", "uid": "00u1",
                "scp": ["openid", "Orders.Read"], "auth_time": int(time.time()), "sub": "a@example.com", "groups": ["Everyone", "admins"]}


def keycloak() -> tuple[dict, dict]:
    """Keycloak: roles of the realm and of clients in objects of their own."""
    return {"typ": "JWT"}, {"jti": "onrtro:1", "iss": "https://kc.example/realms/shop", "aud": ["account", AUDIENCE], "sub": "f-1", "typ": "Bearer", "azp": "web",
                            "acr": "1", "allowed-origins": ["https://app.example"], "realm_access": {"roles": ["offline_access", "Orders.Read"]},
                            "resource_access": {"my.client": {"roles": ["manager"]}}, "scope": "openid Orders.Read", "email_verified": True}


def uaa() -> tuple[dict, dict]:
    """Cloud Foundry UAA: `jku` in the header, lists for scopes and authorities."""
    return {"typ": "JWT", "jku": "https://uaa.example/token_keys"}, {
        "jti": "t1", "sub": "orders", "authorities": ["uaa.resource", "Orders.Write"], "scope": ["uaa.resource", "Orders.Read"], "client_id": "orders",
        "cid": "orders", "azp": "orders", "grant_type": "client_credentials", "rev_sig": "d7", "iss": "https://uaa.example/oauth/token", "zid": "uaa",
        "aud": ["orders", AUDIENCE], "user_name": None}


def spring() -> tuple[dict, dict]:
    """Spring Authorization Server: `scope` is a list, no `typ`."""
    return {}, {"sub": "messaging-client", "nbf": int(time.time()), "scope": ["Orders.Read"], "iss": "http://auth-server:9000", "jti": "ef5d"}


def adfs() -> tuple[dict, dict]:
    """Active Directory Federation Services: `role` is a text for one and a list for several."""
    return {"typ": "JWT", "x5t": "abc"}, {"iss": "http://fs.example/adfs/services/trust", "apptype": "Confidential", "appid": "1", "authmethod": "urn:x",
                                          "role": ["Orders.Read", "Users"], "scp": "Orders.Read", "ver": "1.0", "sub": "s"}


def auth0() -> tuple[dict, dict]:
    """Auth0, RFC 9068 profile."""
    return {"typ": "at+jwt"}, {"iss": "https://shop.auth0.example/", "sub": "auth0|1", "aud": [AUDIENCE, "https://shop.auth0.example/userinfo"],
                               "azp": "c", "scope": "openid Orders.Read", "permissions": ["Orders.Read"], "https://shop.example/roles": ["Orders.Read"]}


def ping() -> tuple[dict, dict]:
    """PingFederate with the certificate in the header: `x5c` with a chain, `x5u`."""
    return {"x5c": ["MIID" + "A" * 1600, "MIID" + "B" * 1600], "x5u": "https://ping.example/cert", "pi.atm": "abc"}, {
        "scope": "Orders.Read", "client_id": "c", "iss": "https://ping.example", "jti": "j", "sub": None, "role": None}
