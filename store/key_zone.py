"""How far the link table goes: which deliveries it knows the numbers of.

A link table that is older than the ledger would give persons who are there already a second surrogate, and
nobody would notice. So each delivery is noted in the key zone before it becomes visible.
"""

import json
from pathlib import Path

from store.errors import ConfigurationError
from store.home import Home, replace_file


def link_note(home: Home) -> Path:
    return home.key_zone / "link-table.json"


def linked_through(home: Home) -> int:
    """Return the id of the last delivery whose numbers the link table knows, 0 if there is no table."""
    path = link_note(home)
    return json.loads(path.read_text("utf-8"))["delivery_id"] if path.exists() else 0


def note_links(home: Home, delivery_id: int) -> None:
    """Note that the link table knows the numbers of a delivery and all before it."""
    if linked_through(home) < delivery_id:
        replace_file(link_note(home), json.dumps({"delivery_id": delivery_id}).encode(), mode=0o600)


def require_links(home: Home, last_delivery: int) -> None:
    """Raise ConfigurationError if the link table does not know the last delivery, or none is there."""
    if linked_through(home) < last_delivery:
        raise ConfigurationError(
            f"The link table in {home.key_zone} goes to delivery {linked_through(home)}, the ledger to "
            f"{last_delivery}: persons would be counted twice. Restore the newest backup of the key zone: "
            "`jukistat restore --key FILE`."
        )
