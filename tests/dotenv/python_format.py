"""The format of encrypted files in Python, written only from doc/dotenv.md: each implementation must read the other's files."""

import base64
import hashlib
import hmac
import os
import re
import struct

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(data_key: bytes, file_id: str, what: str) -> bytes:
    info = f"gatehouse-env-1 {what}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=file_id.encode(), info=info).derive(data_key)


def frame(*fields: str) -> bytes:
    return b"".join(struct.pack(">I", len(field.encode())) + field.encode() for field in fields)


class File:
    def __init__(self, data_key: bytes, file_id: str):
        self.data_key = data_key
        self.file_id = file_id
        self.fernet = Fernet(base64.urlsafe_b64encode(derive(data_key, file_id, "fernet")))
        self.mac_key = derive(data_key, file_id, "mac")

    @staticmethod
    def of(text: str, home) -> "File":
        """Opened with gpg alone."""
        file_id = re.match(r"#gatehouse-env v1 file-id=([0-9a-f]{32})", text)[1]
        wrapped = base64.b64decode(re.search(r"^#gatehouse-key [0-9A-F]+ (\S+)$", text, re.MULTILINE)[1])
        words = home.gpg("--decrypt", data=wrapped).decode().split()
        assert words[:3] == ["gatehouse-env-key", "v1", file_id]
        return File(base64.urlsafe_b64decode(words[3] + "="), file_id)

    def open(self, name: str, token: str) -> str:
        plain = self.fernet.decrypt(token.encode())
        binding = frame("gatehouse-env-1", self.file_id, "setting", name)
        assert plain.startswith(binding)
        return plain[len(binding):].decode()

    def seal(self, name: str, raw: str) -> str:
        return self.fernet.encrypt(frame("gatehouse-env-1", self.file_id, "setting", name) + raw.encode()).decode()

    def mac(self, signed: str) -> str:
        return hmac.new(self.mac_key, signed.encode(), hashlib.sha256).hexdigest()

    def changed(self, text: str, old: str, new: str) -> str:
        """One line in clear put in the place of another, with the MAC that belongs to it."""
        text = text[:text.rindex("#gatehouse-mac")].replace(old, new, 1)
        return text + f"#gatehouse-mac {self.mac(text)}\n"

    @staticmethod
    def write(settings: dict[str, str], home, fingerprint: str) -> str:
        """A new file; the values as they are written behind the '='."""
        file = File(os.urandom(32), os.urandom(16).hex())
        words = f"gatehouse-env-key v1 {file.file_id} {base64.urlsafe_b64encode(file.data_key).decode().rstrip('=')}\n"
        wrapped = home.gpg("--trust-model", "always", "--encrypt", "--recipient", fingerprint, data=words.encode())
        text = f"#gatehouse-env v1 file-id={file.file_id}\n# by Python\n"
        text += "".join(f"{name}={file.seal(name, raw)}\n" for name, raw in settings.items())
        text += f"#gatehouse-key {fingerprint} {base64.b64encode(wrapped).decode()}\n"
        return text + f"#gatehouse-mac {file.mac(text)}\n"
