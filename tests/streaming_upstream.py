"""A service that answers without an end: ticks as server-sent events, a WebSocket's echo, answers that take their time."""

import time

from upstream import Upstream

TICK = 0.05


class StreamingUpstream(Upstream):
    """As Upstream, and besides: /ticks[/NAME][/TYPE/SUBTYPE] ticks until its reader goes, /slow/SECONDS answers after that long."""

    def _path_ticks(self, connection, _reader, _record, rest) -> bool:
        content_type = "/".join(rest[-2:]) if len(rest) > 1 else "text/event-stream"
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nX-Accel-Buffering: no\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n".encode())
        number = 0
        while True:  # until the gate hangs up: OSError
            data = b"data: %d\n\n" % number
            connection.sendall(b"%x\r\n%s\r\n" % (len(data), data))
            number += 1
            time.sleep(TICK)

    def _path_slow(self, connection, _reader, record, rest) -> bool:
        time.sleep(float(rest[0]))
        self._send(connection, record, 200, b"at last")
        return True
