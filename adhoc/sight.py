"""Which file a query may see, and whose rows in it, by the rights of who asks (04-privacy 4.4 to 4.6)."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from access.readers import Reader
from access.roles import MAY_QUERY, SEES_TRUE_COUNTS, rights_of
from store.errors import UsageError
from store.published import PublishedVersion


@dataclass(frozen=True)
class Sight:
    """A file of a version and the municipalities whose rows are seen (None: all)."""

    marts_file: Path
    municipality_codes: tuple[str, ...] | None
    is_masked: bool
    """Whether small figures are masked: empty."""


def sight_of(version: PublishedVersion, reader: Reader, municipality_code: str) -> Sight:
    """Return what a reader sees who looks at a municipality: rows of wherever the same rights are held.

    Raises PermissionError for a reader who may not query there, UsageError like `sight_with`.
    """
    rights = rights_of(reader.roles_in(municipality_code))
    needed = (MAY_QUERY, SEES_TRUE_COUNTS) if _has_true_counts(version, rights) else (MAY_QUERY,)
    return sight_with(version, rights, reader.municipality_codes(*needed))


def sight_with(
    version: PublishedVersion, rights: Collection[str], municipality_codes: tuple[str, ...] | None
) -> Sight:
    """Return what may be seen with these rights.

    Raises PermissionError without the right to query, UsageError if the version was made without gated marts.
    """
    if MAY_QUERY not in rights:
        raise PermissionError("The role may not query.")
    if _has_true_counts(version, rights):
        return Sight(version.marts_file, municipality_codes, is_masked=False)
    if not version.gated_file.exists():
        raise UsageError(
            f"Version {version.name} has no gated marts. Run `jukistat build`, which makes them."
        )
    return Sight(version.gated_file, municipality_codes, is_masked=True)


def _has_true_counts(version: PublishedVersion, rights: Collection[str]) -> bool:
    """Whether true counts may be seen and are there: the planners' network has gated marts only (4.7)."""
    return SEES_TRUE_COUNTS in rights and version.marts_file.exists()
