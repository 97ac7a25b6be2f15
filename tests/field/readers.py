"""How different services read paths: written independently of the gate's own reader, to check what the gate let pass."""

import itertools
import re
from urllib.parse import unquote_to_bytes


def readings(target: bytes) -> set[bytes]:
    """What routers could make of a target: each habit by itself and with every other."""
    found = set()
    for cut_early, encoded_slash, parameters, merge, host, twice, case in itertools.product([False, True], repeat=7):
        path = re.split(rb"[?#]", target, maxsplit=1)[0]
        if encoded_slash:
            path = re.sub(rb"(?i)%2f", b"/", path)
        if parameters:
            path = re.sub(rb"(?i)(;|%3b)[^/]*", b"", path)
        if host:
            path = re.sub(rb"^//+[^/]*", b"", path) or b"/"
        path = unquote_to_bytes(path)
        if twice:
            path = unquote_to_bytes(path).replace(b"\\", b"/")
        if cut_early:
            path = re.split(rb"[?#\0]", path, maxsplit=1)[0]
        if merge:
            path = re.sub(rb"/+", b"/", path)
        found.add(path.lower() if case else path)
    return found


def resolved(path: bytes) -> bytes:
    """Dot segments taken out, as a file system does."""
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            kept = kept[:-1] or [b""]
        elif segment != b".":
            kept.append(segment)
    return b"/".join(kept)
