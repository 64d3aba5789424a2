"""From what an operator names to deliveries: files, directories, globs."""

from pathlib import Path

from ingest.extracts import is_extract
from ingest.names import printable, shown_name
from ingest.sources import SUFFIXES, files_of, is_delivery
from store.errors import UsageError


def find_deliveries(arguments: list[str]) -> list[Path]:
    """Return the deliveries that the arguments name: files, directories, globs; each once, by name.

    A directory with the record types of a register file is one delivery.

    Raises UsageError if an argument names nothing that can be a delivery.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        try:
            inside = _expand(argument)
        except (OSError, ValueError, RuntimeError):  # too long, no pattern, of nobody, or not to be read
            inside = []
        if not inside:
            raise UsageError(
                f"{printable(argument)} names no delivery ({', '.join(SUFFIXES)}). Check the path."
            )
        for path in inside:
            found[path.resolve()] = None
    return sorted(found, key=lambda path: (path.name, str(path)))


def _expand(argument: str) -> list[Path]:
    path = Path(argument).expanduser()
    if path.is_file():
        if not is_delivery(path):
            raise UsageError(f"{shown_name(path)} is no {', '.join(SUFFIXES)} file. Name a delivery.")
        return [path]
    if path.is_dir():
        extracts = [entry for entry in (path, *path.iterdir()) if is_extract(entry)]
        inside = extracts if path in extracts else [*files_of(path), *extracts]
    else:
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else argument
        is_pattern = any(sign in pattern for sign in "*?[")
        matches = anchor.glob(pattern) if is_pattern else iter(())
        inside = [entry for entry in matches if is_delivery(entry) or is_extract(entry)]
    return inside
