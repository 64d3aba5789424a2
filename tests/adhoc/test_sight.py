"""Who sees which file, and whose rows in it."""

from pathlib import Path

import pytest

from access.readers import DEMO_READER, Reader
from access.roles import roles
from adhoc.sight import Sight, sight_of
from store.errors import UsageError
from store.published import PublishedVersion
from tests.access.expected_rights import GATED, QUERIES

CITY, VILLAGE, OTHER = "022039", "023035", "022012"


@pytest.fixture
def version(tmp_path: Path) -> PublishedVersion:
    for name in ("marts.duckdb", "gated.duckdb"):
        (tmp_path / name).touch()
    return PublishedVersion("v0001", tmp_path, {})


def test_true_counts_are_for_those_who_hold_the_right_there(version: PublishedVersion) -> None:
    """Where one role sees true counts and another only gated ones, the rows of the two never mix."""
    reader = Reader("a", {CITY: ("statistician",), VILLAGE: ("analyst",), OTHER: ("viewer",)})
    assert sight_of(version, reader, CITY) == Sight(version.marts_file, (CITY,), is_masked=False)
    gated = Sight(version.gated_file, (CITY, VILLAGE), is_masked=True)
    assert sight_of(version, reader, VILLAGE) == gated


@pytest.mark.parametrize("role", roles())
def test_a_role_sees_its_file_and_its_municipality(version: PublishedVersion, role: str) -> None:
    reader = Reader("a", {CITY: (role,)})
    if file := QUERIES[role]:
        seen = Sight(version.folder / file, (CITY,), is_masked=file == GATED)
        assert sight_of(version, reader, CITY) == seen
    else:
        with pytest.raises(PermissionError):
            sight_of(version, reader, CITY)
    with pytest.raises(PermissionError):
        sight_of(version, reader, VILLAGE)


def test_the_demo_sees_everything(version: PublishedVersion) -> None:
    assert sight_of(version, DEMO_READER, CITY) == Sight(version.marts_file, None, is_masked=False)


def test_where_only_gated_marts_are_everybody_sees_these(version: PublishedVersion) -> None:
    version.marts_file.unlink()
    reader = Reader("a", {CITY: ("statistician",), VILLAGE: ("analyst",)})
    assert sight_of(version, reader, CITY) == Sight(version.gated_file, (CITY, VILLAGE), is_masked=True)


def test_a_version_without_gated_marts_shows_nothing_to_an_analyst(version: PublishedVersion) -> None:
    version.gated_file.unlink()
    with pytest.raises(UsageError, match="no gated marts"):
        sight_of(version, Reader("a", {CITY: ("analyst",)}), CITY)
