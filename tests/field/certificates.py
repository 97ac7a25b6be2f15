"""Certificates of clients, as tokens are bound to them (RFC 8705): self-signed, or issued by an authority of the test."""

import base64
import datetime
import hashlib
import pathlib
import ssl
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from issuers import base64url

CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


class Identity:
    """A key and a certificate for it, valid from `begins` days before now to `ends` days after."""

    def __init__(self, folder: pathlib.Path, name: str, issuer: "Identity | None" = None, *, ca: bool = False, usage=CLIENT,
                 begins: int = 1, ends: int = 1, subject: str | None = None):
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject or name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(self.name).issuer_name((issuer or self).name).public_key(self.key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=begins))
                   .not_valid_after(now + datetime.timedelta(days=ends)).add_extension(x509.BasicConstraints(ca, None), True))
        if not ca:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
        self.certificate = builder.sign((issuer or self).key, hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM)
        self.thumbprint = base64url(hashlib.sha256(self.der).digest())
        self.file, self.key_file = folder / f"{name}.pem", folder / f"{name}.key"
        self.chain = b"" if issuer is None else self.pem + issuer.chain  # without the authority at its end
        self.file.write_bytes(self.chain or self.pem)  # as a client presents it
        self.key_file.write_bytes(self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

    @property
    def header(self) -> str:
        """The value of Client-Cert (RFC 9440)."""
        return f":{base64.b64encode(self.der).decode()}:"

    @property
    def escaped(self) -> str:
        """$ssl_client_escaped_cert of nginx."""
        return urllib.parse.quote(self.pem.decode(), safe="")


def tls_of(identity: Identity | None = None, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A client's side of TLS, with that certificate; it believes every server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if identity is not None:
        context.load_cert_chain(identity.file, identity.key_file)
    return context
