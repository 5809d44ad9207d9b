"""Run the desk on this machine, until it is told to stop."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

from archive.browse.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class CannotServe(Exception):
    """The address cannot be used; the message says why."""


def bind(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        CannotServe: somebody has it, or there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise CannotServe(_why(host, port, error)) from error
    return bound


def _why(host: str, port: int, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken, maybe by another `archive browse`; choose another with --port."
    if code == errno.EACCES:
        return f"Port {port} needs more rights than you have; choose one above 1023 with --port."
    return f"Cannot listen on {host}: {getattr(error, 'strerror', None) or error}. Give an address of this machine."


def serve(
    folder: Path, bound: socket.socket, hosts: Sequence[str], ready: Callable[[], None], *, log_requests: bool
) -> None:
    """Answer on a bound socket until SIGINT or SIGTERM.

    Args:
        folder: the archive folder.
        bound: where to listen.
        hosts: further names under which to answer.
        ready: called once it answers.
        log_requests: write a line a request to standard error.
    """
    desk = Desk(folder, hosts)
    level = "info" if log_requests else "warning"
    config = uvicorn.Config(
        desk.app(), log_level=level, access_log=log_requests, lifespan="on", server_header=False,
        proxy_headers=False, ws="none", timeout_graceful_shutdown=3,
    )  # fmt: skip
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # either signal ends it in good order
    try:
        _Server(config, ready).run(sockets=[bound])
    except KeyboardInterrupt:
        pass  # the server has ended in good order and passes on what it was told
    finally:
        desk.close()


class _Server(uvicorn.Server):
    """A server that says when it is up."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
