"""Which version is made of what a build would be made of: the same ledger, day, rules and code lists."""

import json
from datetime import date
from pathlib import Path

import pytest

from store.home import Home, open_home
from store.ingredients import code_lists_digest, find_version, ingredients
from store.ledger import write_delivery
from store.prefix import read_prefix
from store.published import next_version_name, reproductions, version_names
from store.vintage import LATEST, Vintage
from tests.store.test_status import DELIVERY

KNOWN = Vintage(as_known=date(2026, 2, 28))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = open_home(tmp_path)
    write_delivery(home, DELIVERY)
    return home


def publish(home: Home, vintage: Vintage) -> str:
    """Publish a manifest of a vintage, as a build would, and nothing else."""
    name = next_version_name(home, vintage)
    manifest = ingredients(home, read_prefix(home, vintage.as_loaded), vintage.as_known)
    (home.published / name).mkdir(parents=True)
    (home.published / name / "manifest.json").write_text(json.dumps(manifest))
    return name


def found(home: Home, vintage: Vintage) -> str | None:
    version = find_version(home, vintage)
    return version.name if version else None


def test_what_was_served_is_as_good_as_a_reproduction(home: Home) -> None:
    assert found(home, Vintage(as_loaded=1)) is None
    assert publish(home, LATEST) == "v0001"
    assert found(home, Vintage(as_loaded=1)) == "v0001"
    assert found(home, KNOWN) is None


def test_another_day_or_another_prefix_is_another_version(home: Home) -> None:
    assert publish(home, KNOWN) == "r0001"
    assert found(home, KNOWN) == "r0001"
    assert found(home, Vintage(as_known=date(2026, 2, 27))) is None
    assert found(home, Vintage(as_loaded=1)) is None
    write_delivery(home, type(DELIVERY)(**vars(DELIVERY) | {"delivery_id": 2}))
    assert found(home, KNOWN) is None
    assert found(home, Vintage(KNOWN.as_known, as_loaded=1)) == "r0001"


def test_other_code_lists_make_another_version(home: Home) -> None:
    publish(home, LATEST)
    before = code_lists_digest(home)
    own = home.municipalities / "022039" / "towns.csv"
    own.parent.mkdir(parents=True)
    own.write_text("town_code\n0001001\n")
    assert code_lists_digest(home) != before
    assert found(home, LATEST) is None
    own.unlink()
    assert found(home, LATEST) == "v0001"


def test_a_file_moved_to_another_municipality_is_another_code_list(home: Home) -> None:
    digests = set()
    for code in ("022039", "023035"):
        own = home.municipalities / code / "towns.csv"
        own.parent.mkdir(parents=True)
        own.write_text("town_code\n0001001\n")
        digests.add(code_lists_digest(home))
        own.unlink()
    assert len(digests) == 2


def test_reproductions_have_a_numbering_of_their_own(home: Home) -> None:
    names = [publish(home, vintage) for vintage in (LATEST, KNOWN, LATEST, KNOWN)]
    assert names == ["v0001", "r0001", "v0002", "r0002"]
    assert version_names(home) == ["v0002", "v0001", "r0002", "r0001"]
    assert [version.name for version in reproductions(home)] == ["r0001", "r0002"]
