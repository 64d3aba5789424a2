"""The structured log: JSON lines in `<home>/logs`, counts and ids only.

The log is at another privacy level than the data: file names, values and messages stay out of it.
"""

import json
import os
from datetime import datetime

from store.home import Home

LOG_FILE = "jukistat.jsonl"


def log_event(home: Home, event: str, **counts_and_ids: int | str | bool | None) -> None:
    """Append one event. Texts are ids of ours (kinds, rules) or who acts, never anything a delivery holds."""
    home.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    entry = {"at": datetime.now().isoformat(timespec="milliseconds"), "event": event, **counts_and_ids}
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    descriptor = os.open(home.logs / LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(line)
