"""A child process in which hard pages are read, so that no page can hang, fill or kill a run.

Ordinary pages are read in the run's own process. A page that is large, or that is made to be hard,
goes to a child with limits of its own; when the child dies of it, the page is quarantined: its
bytes are kept, its issue says what happened, and the run goes on with a new child.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

CPU_SECONDS = 10
"""Processor time that reading one page may take."""

MEMORY = 512 * 1024 * 1024
"""Bytes of memory that a child may hold."""

WALL_SECONDS = 60.0
"""Time that a page may take on a machine that has other things to do."""

HARD_BYTES = 600_000
"""Pages from this size on are read in the child."""

HARD_TAGS = 15_000
"""The same by the number of tags, or what looks like tags."""


class PageTooHard(Exception):
    """The child died of a page, or did not finish it in time; the message says which."""


def is_hard(html: bytes) -> bool:
    """Whether a page is better read in a child."""
    return len(html) >= HARD_BYTES or html.count(b"<") >= HARD_TAGS


class Worker:
    """Reads pages with one function in a limited child process, which is started when first needed.

    Args:
        read: a function of a module; its arguments and result travel between processes.
        cpu_seconds: processor time for one call.
        memory: bytes that the child may hold.
        wall_seconds: time for one call, whatever the processor does.
    """

    def __init__(
        self,
        read: Callable[..., Any],
        *,
        cpu_seconds: int = CPU_SECONDS,
        memory: int = MEMORY,
        wall_seconds: float = WALL_SECONDS,
    ) -> None:
        self._read = read
        self._limits = (cpu_seconds, memory)
        self._wall_seconds = wall_seconds
        self._child: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the function in the child.

        Raises:
            PageTooHard: the child died or ran out of time or memory; the next call gets a new one.
        """
        pipe = self._started()
        try:
            pipe.send(arguments)
            if not pipe.poll(self._wall_seconds):
                raise PageTooHard(f"reading it took more than {self._wall_seconds:.0f} seconds")
            ended, result = pipe.recv()
        except (EOFError, OSError):
            raise PageTooHard(self._cause_of_death()) from None
        finally:
            if self._child is not None and not self._child.is_alive():
                self.close()
        if not ended:
            self.close()
            raise PageTooHard(result)
        return result

    def close(self) -> None:
        """End the child, if there is one."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
            self._child = None

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._child = context.Process(target=_serve, args=(theirs, self._read, *self._limits), daemon=True)
            self._child.start()
            theirs.close()
        return self._pipe

    def _cause_of_death(self) -> str:
        assert self._child is not None  # it was alive when the call began
        self._child.join(5)
        code = self._child.exitcode
        self.close()
        if code in {-signal.SIGXCPU, -signal.SIGKILL}:
            return f"reading it took more than {self._limits[0]} seconds of processor time"
        return f"the reader died of it (exit code {code})"


def _serve(pipe: Connection, read: Callable[..., Any], cpu_seconds: int, memory: int) -> None:
    """The child: answer calls until the pipe closes, with fresh processor time for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            arguments = pipe.recv()
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        try:
            answer = (True, read(*arguments))
        except MemoryError:
            answer = (False, f"reading it took more than {memory // 1024 // 1024} MB of memory")
        except Exception as error:  # noqa: BLE001 (whatever a page makes a reader do, the run goes on)
            answer = (False, f"the reader failed on it ({type(error).__name__})")
        pipe.send(answer)
