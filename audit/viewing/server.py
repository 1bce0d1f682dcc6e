"""The server: of this machine, for the browser of this machine, and to be looked at only.

A page of somebody else's that is open in the same browser can send requests here too. It gets nothing: a name of its own
that it has pointed at this machine (DNS rebinding) is refused by the Host header, other methods than GET and HEAD do not
exist, and no answer may be framed, embedded or kept.
"""

from __future__ import annotations

import os
import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from audit.errors import OutputError
from audit.viewing.answers import Answer, answer, problem
from audit.viewing.shelf import Shelf

HOST = "127.0.0.1"
_SECONDS = 10
_HEAD = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_TITLES = {
    400: "This request cannot be read",
    405: "Reports are looked at, and nothing else",
    414: "This address is too long",
}


class Server(ThreadingHTTPServer):
    """Answers on the loopback address alone.

    Parameters
    ----------
    shelf : Shelf
    port : int
        0 takes one that is free.

    Raises
    ------
    OutputError
        The port is taken, or not ours to take.
    """

    # Elsewhere than on Windows this lets a port be taken again at once, and not while another has it.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True

    def __init__(self, shelf: Shelf, port: int = 0) -> None:
        self.shelf = shelf
        try:
            super().__init__((HOST, port), Handler)
        except OSError as error:
            raise OutputError(
                f"port {port} of {HOST} cannot be used: {error.strerror}.", hint="--port 0 takes one that is free."
            ) from None

    def server_bind(self) -> None:
        """Bind, without looking up a name for the address: that would ask the network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser that goes away before its answer is there is no news."""

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """What a Host header may say."""
        return frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))


class Handler(BaseHTTPRequestHandler):
    """One request: checked, answered, and the head written that every answer has."""

    server: Server
    timeout = _SECONDS

    def do_GET(self) -> None:
        """Answer."""
        self._send(self._answer())

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self._send(self._answer())

    def _answer(self) -> Answer:
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.hosts:
            return problem(421, "This is not the address of this server", f"It answers at {self.server.address} alone.")
        if not self.path.startswith("/"):
            return problem(400, _TITLES[400], "A path that begins with a slash is expected.")
        return answer(self.server.shelf, self.path)

    def _send(self, given: Answer) -> None:
        self.send_response(given.status)
        self.send_header("Content-Type", given.kind)
        self.send_header("Content-Length", str(len(given.body)))
        self.send_header("Content-Security-Policy", given.policy)
        for name, value in (*_HEAD, *given.more):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What the standard library refuses, as a page of ours; of its words, which quote the request, none."""
        status = 405 if code == 501 else code
        self.close_connection = True
        allowed = [("Allow", "GET, HEAD")] if status == 405 else []
        title = _TITLES.get(status, "This request was refused")
        self._send(problem(status, title, f"Only GET and HEAD are answered, at {self.server.address}.", *allowed))

    def version_string(self) -> str:
        """Nothing of the version of Python."""
        return "postaudit"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: what somebody looks for is nobody else's business."""
