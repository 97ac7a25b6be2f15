"""Tokens as the stubs check them: RS256, by Python's cryptography, and not by the product's own code."""

import base64
import functools
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@functools.cache
def key_of(owner: str):
    """An RSA key. The same owner has the same key in all tests: to make one takes longer than most of them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def verified(token, public_key):
    """Header and claims of a token whose signature is good; an exception otherwise."""
    header, claims, signature = token.split(".")
    public_key.verify(decode(signature), f"{header}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return json.loads(decode(header)), json.loads(decode(claims))


def signed(claims, key):
    def encode(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    words = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return words + "." + encode(key.sign(words.encode(), padding.PKCS1v15(), hashes.SHA256()))
