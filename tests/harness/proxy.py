"""A TCP proxy that cuts or stalls connections at a chosen byte, as bad networks do."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence


class Proxy:
    """Passes bytes to a server. `plan` says for each connection in turn after how many bytes from the server it ends.

    Connections after those in the plan work. With `stall` a connection isn't closed but falls silent.
    """

    def __init__(self, target: int, plan: Sequence[int] = (), *, stall: bool = False) -> None:
        self.connections = 0
        self._target, self._plan, self._stall = target, list(plan), stall
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Close everything."""
        for part in (self._listener, *self._open):
            _shut(part)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                limit = self._plan[self.connections] if self.connections < len(self._plan) else None
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._target))
                self._open += [client, server]
                threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, limit), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(65536 if limit is None else min(65536, limit - passed)):
                sink.sendall(data)
                passed += len(data)
                if limit is not None and passed >= limit:
                    break
            if limit is not None and self._stall:
                return
        _shut(source)
        _shut(sink)


@contextlib.contextmanager
def proxied(target: int, plan: Sequence[int] = (), *, stall: bool = False) -> Iterator[Proxy]:
    """A proxy for the length of a `with` block."""
    proxy = Proxy(target, plan, stall=stall)
    try:
        yield proxy
    finally:
        proxy.close()


def _shut(part: socket.socket) -> None:
    with contextlib.suppress(OSError):
        part.shutdown(socket.SHUT_RDWR)
    part.close()
