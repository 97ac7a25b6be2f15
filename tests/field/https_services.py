"""Services over https with certificates of a private authority, as inside of a company or a cluster."""

import datetime
import hashlib
import pathlib
import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scripted import Scripted, answer, saying

DAY = datetime.timedelta(days=1)


def _builder(subject: str, key, issuer: str) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    name = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer)]
    return (x509.CertificateBuilder().subject_name(name[0]).issuer_name(name[1]).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + DAY))


class Authority:
    def __init__(self, folder: pathlib.Path, name: str = "Inner Authority"):
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        certificate = _builder(name, self.key, name).add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(self.key, hashes.SHA256())
        self.file = folder / f"{name.replace(' ', '-').lower()}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server_files(self, hosts: list[str]) -> tuple[pathlib.Path, pathlib.Path]:
        """A certificate for these hosts and its key; the same files for the same hosts."""
        name = hashlib.sha256(" ".join(hosts).encode()).hexdigest()[:16]
        certificate_file, key_file = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        if not key_file.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            certificate = _builder(hosts[0][:60], key, self.name).add_extension(names, False).sign(self.key, hashes.SHA256())
            certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
            key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return certificate_file, key_file

    def context_for(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server_files([host]))
        return context


class HttpsService(Scripted):
    """Answers every request with its name, and remembers which name it was asked for in each handshake."""

    def __init__(self, authority: Authority, name: str, address: str, port: int = 0):
        self.name, self.asked_for = name, []
        self.context = authority.context_for(name)
        self.context.sni_callback = lambda _socket, asked, _context: self.asked_for.append(asked)
        super().__init__(saying(answer(body=name.encode())), port, address)

    @property
    def requests(self) -> int:
        return len(self.heads)

    def _serve(self, connection: socket.socket):
        try:
            secure = self.context.wrap_socket(connection, server_side=True)
        except OSError:  # the other side does not believe the certificate
            connection.close()
            return
        super()._serve(secure)
