"""Inside a network namespace of its own: be the centre's web server, and run a command beside it.

usage: python -m tests.serve_as_centre FOLDER COMMAND…
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scraper.demo.server import serve_demo
from tests.certificates import server_context

ADDRESS = "93.184.216.34"
"""An address that looks public; it exists only on the namespace's own loopback device."""

HOSTS = ["www.cairs.hk", "cairs.hk"]


def main(folder: Path, command: list[str]) -> int:
    """Set the namespace up, serve the replica over https, run the command, answer its exit code."""
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{ADDRESS} {' '.join(HOSTS)}\n", encoding="utf-8")
    for step in (
        ["ip", "link", "set", "lo", "up"],
        ["ip", "addr", "add", f"{ADDRESS}/32", "dev", "lo"],
        ["mount", "--bind", str(hosts), "/etc/hosts"],
    ):
        subprocess.run(step, check=True)
    tls, authority = server_context(folder, HOSTS)
    with serve_demo(host=ADDRESS, port=443, tls=tls):
        environment = os.environ | {"SSL_CERT_FILE": str(authority)}
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
