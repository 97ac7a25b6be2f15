"""On a terminal a scan shows how far it is, and leaves nothing of that behind (row A5)."""

import os
import pty

import product
from test_scan import token


def on_a_terminal(*arguments) -> tuple[int, str]:
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", NO_COLOR="1")
        os.execv(product.BINARY, ["gatehouse", *map(str, arguments)])
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # its other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode(errors="replace")


def test_A5_a_scan_that_takes_long_shows_how_far_it_is(tmp_path):
    with open(tmp_path / "large", "wb") as file:
        piece = b"".join(b"line %d of a text that is long enough\n" % i for i in range(200_000))
        for _ in range(40):
            file.write(piece)
    (tmp_path / "small").write_text(token())
    code, seen = on_a_terminal("scan", tmp_path)
    assert code == 1
    assert "of 2 files" in seen and "[" in seen
    last = seen.rsplit("\r\x1b[K", 1)[1]
    assert "github-personal-token" in last and "2 files" in last
