"""A webhook on loopback: a real HTTP server that keeps the messages it is sent, or refuses them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType


class Postbox:
    """Receives what `json://` channels of Apprise send.

    Attributes:
        refusing: whether messages are answered with 500, and not kept.
        messages: (path, message) of every message kept, in order of arrival.
    """

    def __init__(self) -> None:
        self.refusing = False
        self.messages: list[tuple[str, dict[str, Any]]] = []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not box.refusing:
                    box.messages.append((self.path, data))
                self.send_response(500 if box.refusing else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str = "hook", query: str = "") -> str:
        """The address of a channel that leads here."""
        return f"json://127.0.0.1:{self._server.server_port}/{path}{'?' + query if query else ''}"

    def take(self, path: str = "hook") -> list[dict[str, Any]]:
        """The messages of one channel since the last look."""
        taken = [message for at, message in self.messages if at == f"/{path}"]
        self.messages = [(at, message) for at, message in self.messages if at != f"/{path}"]
        return taken

    def subjects(self, path: str = "hook") -> list[str]:
        """The subjects of one channel's messages since the last look."""
        return [message["title"] for message in self.take(path)]
