"""The real server in a process of its own, and what it asks of the outside."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.command_line import JUKISTAT

CHROMIUM_MISSING = (
    "These tests look at the pages with Chromium and there is none on the PATH. "
    "Install it with the system's packages, for example: apt-get install chromium"
)
STARTED_WITHIN = 60
"""Seconds after which a server that does not answer is taken for dead."""


@dataclass
class Server:
    """A running `jukistat dashboard`."""

    address: str
    process: subprocess.Popen[str]
    outside_calls: list[bytes] = field(default_factory=list)
    """The first bytes of every connection it opened to the outside, through the proxy it is given."""

    def stop(self) -> str:
        """Press Ctrl-C and return all that was printed."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=STARTED_WITHIN)[0]


@contextmanager
def serving(
    home: Path, *arguments: str, port: int | None = None, calls_directly: str = ""
) -> Iterator[Server]:
    """Serve `home` on a port of loopback, a free one if none is named, until the block ends.

    Only hosts that it `calls_directly` are reached by the server; other calls are recorded.
    """
    port = port or free_port()
    with outside() as (proxy, calls):
        process = subprocess.Popen(
            [str(JUKISTAT), "--home", str(home), "dashboard", "--port", str(port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=home,
            env={**os.environ, "http_proxy": proxy, "https_proxy": proxy, "no_proxy": calls_directly},
        )
        server = Server(f"http://127.0.0.1:{port}", process, calls)
        try:
            wait_for(server)
            yield server
        finally:
            if process.poll() is None:
                server.stop()


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: Server) -> None:
    """Return when the server is healthy; fail with what it printed if it ends or never answers."""
    patience = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < patience and server.process.poll() is None:
        try:
            ask(f"{server.address}/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    server.process.kill()
    raise AssertionError(f"The server did not start: {server.process.communicate()[0]}")


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of an answer of the server itself, whatever proxies are set."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), KeepErrors())
    request = urllib.request.Request(
        address, headers={name.title(): value for name, value in headers.items()}
    )
    with opener.open(request, timeout=STARTED_WITHIN) as answer:
        return answer.status, dict(answer.headers.items()), answer.read().decode("utf-8", "replace")


class KeepErrors(urllib.request.HTTPErrorProcessor):
    """Answers that are refusals come back like others."""

    def http_response(self, request, response):  # type: ignore[no-untyped-def]
        return response

    https_response = http_response


@contextmanager
def outside() -> Iterator[tuple[str, list[bytes]]]:
    """Listen as a proxy that answers nothing; yield its address and the first bytes of what calls it."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def record() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    calls.append(connection.recv(200))

        threading.Thread(target=record, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", calls
