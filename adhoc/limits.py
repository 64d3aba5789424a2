"""What one query may take."""

from dataclasses import dataclass

ENGINE_MEMORY = "512MB"
"""What the engine grants itself; it does not bound everything it does, so the process is bounded too."""
READY = b"ready\n"
"""What a process writes first, when the file is open and the query's time begins."""
SHOWN_ROWS = 1_000
"""Rows of an answer that a page or a terminal shows; files hold all of them."""


@dataclass(frozen=True)
class Limits:
    """Rows and bytes of the answer, seconds of computing, bytes of memory."""

    rows: int = 100_000
    result_bytes: int = 32 * 2**20
    seconds: int = 20
    """After these the engine is asked to stop."""
    grace_seconds: int = 2
    """After these more the process is ended."""
    start_seconds: int = 20
    """What starting the process and opening the file may take on a busy machine."""
    memory_bytes: int = 2**30


DEFAULT_LIMITS = Limits()
