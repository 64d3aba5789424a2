"""Requests about one register number are answered by two persons, and cut its facts off (04-privacy 4.2).

What can never happen: one person alone sees or cuts a link; the number is written, printed or logged; a fact
is lost because it was cut off.
"""

import json
import shutil
import stat
from pathlib import Path

import pytest

from ingest.links import count_links
from ingest.requests import confirm_request, request_person
from store.errors import UsageError
from store.home import open_home
from tests.command_line import jukistat
from tests.file_search import traces_in, traces_under
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.ingest.stores import Store, new_store, tree_digest
from tests.sentinels import PERSON_NUMBER, all_traces

NUMBER = PERSON_NUMBER.written
HERE = ("--municipality", CITY, "--by", "sato")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one person who lives alone, two who live together, and a later change of each."""
    folder = tmp_path_factory.mktemp("loaded")
    store = new_store(folder / "home")
    households = {NUMBER: "7", "2": "8", "3": "8"}
    rows = [resident(number, 世帯番号=household) for number, household in households.items()]
    store.load(write(folder / "base.csv", rows))
    later = [change(number, 4, 世帯番号=household) for number, household in households.items()]
    store.load(write(folder / "changes.csv", [change("3", 3, 世帯番号="8"), *later]))
    return store.home.root


@pytest.fixture
def copied(loaded: Path, tmp_path: Path) -> Store:
    """A home of its own for a test that changes it."""
    return Store(open_home(shutil.copytree(loaded, tmp_path / "home")))


def ask(home: Path, action: str, number: str, municipality_code: str = CITY) -> str | None:
    """Make a request as `sato` and return its id."""
    return request_person(open_home(home), action, municipality_code, number, by="sato")


def events(home: Path) -> list[dict[str, object]]:
    lines = (home / "logs" / "jukistat.jsonl").read_text("utf-8").splitlines()
    return [event for event in map(json.loads, lines) if str(event["event"]).startswith("person")]


def test_coordinates_are_shown_to_the_second_person(copied: Store) -> None:
    home = copied.home.root
    made = jukistat(home, "person", "list", *HERE, "--json", typed=f"{NUMBER}\n")
    request = json.loads(made.stdout)["request_id"]
    (waiting,) = (home / "key" / "requests").iterdir()
    assert stat.S_IMODE(waiting.stat().st_mode) == 0o600
    assert stat.S_IMODE(waiting.parent.stat().st_mode) == 0o700
    answer = jukistat(home, "person", "confirm", request, "--by", "suzuki").stdout.splitlines()
    assert answer[0].startswith("2 rows of this person are in the ledger")
    assert answer[2:] == [
        "base.csv\t1\tresidents\t1\t1\t2023-12-31",
        "changes.csv\t2\tchanges\t2\t4\t2024-01-10",
    ]
    assert not waiting.exists()
    assert [(event["event"], event["by"]) for event in events(home)] == [
        ("person_requested", "sato"),
        ("person_confirmed", "suzuki"),
    ]


def test_the_number_leaves_no_trace(copied: Store) -> None:
    home = copied.home.root
    made = jukistat(home, "person", "list", *HERE, typed=NUMBER)
    (waiting,) = (home / "key" / "requests").iterdir()
    confirmed = jukistat(home, "person", "confirm", waiting.stem, "--by", "suzuki")
    refused = jukistat(home, "person", "list", *HERE, typed=f"{NUMBER}9", exit_code=2)
    printed = [("said", f"{each.stdout}{each.stderr}".encode()) for each in (made, confirmed, refused)]
    assert traces_in(printed, all_traces()) == []
    assert traces_under([home], all_traces()) == []


@pytest.mark.parametrize("name", ["sato", " SATO ", "ｓａｔｏ", "sa to"])
def test_nobody_confirms_a_request_of_their_own(copied: Store, name: str) -> None:
    home = copied.home.root
    request = ask(home, "unlink", NUMBER)
    before = tree_digest(home / "key")
    with pytest.raises(UsageError, match=r"is yours\. Another person has to confirm it\."):
        confirm_request(copied.home, request, by=name)
    assert tree_digest(home / "key") == before
    assert events(home)[-1]["event"] == "person_confirmation_refused"


def test_an_unlinked_person_s_facts_stay_and_nothing_leads_to_them(copied: Store, tmp_path: Path) -> None:
    home = copied.home.root
    facts = tree_digest(copied.home.ledger)
    listing = ask(home, "list", NUMBER)
    said = jukistat(home, "person", "confirm", ask(home, "unlink", NUMBER), "--by", "suzuki").stdout
    assert "Removed 1 person links, 1 household links." in said
    assert "A later row of this number gets a new surrogate" in said
    assert tree_digest(copied.home.ledger) == facts
    with pytest.raises(UsageError, match="has been unlinked since"):
        confirm_request(copied.home, listing, by="suzuki")
    assert "Nobody with this number" in jukistat(home, "person", "list", *HERE, typed=NUMBER).stdout
    known = copied.rows("residents")
    copied.load(write(tmp_path / "later.csv", [change(NUMBER, 5, 世帯番号="7")]))
    stranger = copied.rows("changes").row(-1, named=True)
    assert stranger["person_token"] not in known["person_token"]
    assert stranger["household_token"] not in known["household_token"]


def test_a_household_that_others_belong_to_keeps_its_link(copied: Store) -> None:
    home = copied.home.root
    answer = confirm_request(copied.home, ask(home, "unlink", "2"), by="suzuki")
    assert answer.links == {"person": 1, "household": 0}
    assert count_links(copied.home) == {CITY: {"person": 2, "household": 2}}


def test_a_number_is_looked_up_in_its_own_municipality_however_it_is_written(copied: Store) -> None:
    home = copied.home.root
    assert ask(home, "list", "00-02") is not None
    assert ask(home, "list", "２") is not None
    assert ask(home, "list", "2", OTHER_CITY) is None
    assert ask(home, "list", "4") is None
    assert len(list((home / "key" / "requests").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list", "--municipality", "999999", "--by", "sato"), "There is no municipality 999999"),
        (("list", "--municipality", CITY, "--by", " "), "--by needs a name"),
        (("unlink", "--municipality", CITY, "--by", "x" * 65), "--by needs a name"),
        (("list", *HERE), "What was given is no register number"),
        (("confirm", "../key-check", "--by", "suzuki"), "There is no such request waiting"),
    ],
)
def test_a_call_that_cannot_be_meant_changes_nothing(
    loaded: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    before = tree_digest(loaded)
    refused = jukistat(loaded, "person", *arguments, typed="planted\n", exit_code=2)
    assert sentence in refused.stderr
    assert "planted" not in refused.stderr
    assert tree_digest(loaded) == before
