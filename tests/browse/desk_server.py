"""A desk on a real port of this machine, for tests."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import uvicorn

from archive.browse.desk import Desk
from archive.browse.serving import bind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@contextmanager
def serving(folder: Path, hosts: Sequence[str] = ()) -> Iterator[httpx.Client]:
    """Serve an archive while the block lasts; gives a client that asks the desk, without following redirects."""
    desk, bound = Desk(folder, hosts), bind("127.0.0.1", 0)
    config = uvicorn.Config(desk.app(), log_level="error", lifespan="on", server_header=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", timeout=20) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
        desk.close()
