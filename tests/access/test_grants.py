"""Roles and grants: no grant, no access; expired is none; a malformed file grants nothing and says where."""

from datetime import timedelta
from pathlib import Path

import pytest

from access.grants import COLUMNS, read_grants
from access.readers import DEMO_READER, reader_of
from access.roles import MAY_QUERY, SEES_DELIVERIES, SEES_FIGURES, SEES_LOG, SEES_TRUE_COUNTS, roles
from store.home import Home
from store.ingredients import code_lists_digest
from tests.access.granting import TODAY, granted, write_grants
from tests.command_line import jukistat, report_of

CITY, VILLAGE = "022039", "023035"
RIGHTS = {
    "viewer": {SEES_FIGURES, SEES_DELIVERIES},
    "analyst": {SEES_FIGURES, SEES_DELIVERIES, MAY_QUERY},
    "statistician": {SEES_FIGURES, SEES_DELIVERIES, MAY_QUERY, SEES_TRUE_COUNTS},
    "approver": {SEES_FIGURES, SEES_DELIVERIES},
    "operator": {SEES_DELIVERIES},
    "auditor": {SEES_LOG},
}


def test_each_role_has_its_rights_and_no_more() -> None:
    assert {code: set(role.rights) for code, role in roles().items()} == RIGHTS


@pytest.mark.parametrize("role", RIGHTS)
@pytest.mark.parametrize("right", sorted(set().union(*RIGHTS.values())))
def test_a_right_holds_where_it_was_granted(tmp_path: Path, role: str, right: str) -> None:
    write_grants(tmp_path, CITY, granted("sato", role))
    reader = reader_of(Home(tmp_path), "sato", TODAY)
    assert reader.may(right, CITY) == (right in RIGHTS[role])
    assert not reader.may(right, VILLAGE)
    assert reader.municipality_codes(right) == ((CITY,) if right in RIGHTS[role] else ())


def test_roles_of_several_municipalities_are_kept_apart(tmp_path: Path) -> None:
    write_grants(tmp_path, CITY, granted("sato", "statistician"), granted("sato", "auditor"))
    write_grants(tmp_path, VILLAGE, granted("sato", "viewer"), granted("suzuki", "statistician"))
    reader = reader_of(Home(tmp_path), "sato", TODAY)
    assert reader.municipality_codes(SEES_FIGURES) == (CITY, VILLAGE)
    assert reader.municipality_codes(SEES_FIGURES, SEES_TRUE_COUNTS) == (CITY,)
    assert reader.roles_in(CITY) == ("statistician", "auditor") and reader.roles_in("131016") == ()


@pytest.mark.parametrize(
    ("changed", "is_in_force"),
    [
        ({"expires_on": TODAY.isoformat()}, True),
        ({"granted_on": TODAY.isoformat()}, True),
        (
            {
                "granted_on": (TODAY - timedelta(days=9)).isoformat(),
                "expires_on": (TODAY - timedelta(days=1)).isoformat(),
            },
            False,
        ),
        ({"granted_on": (TODAY + timedelta(days=1)).isoformat()}, False),
    ],
)
def test_a_grant_holds_from_its_first_to_its_last_day(
    tmp_path: Path, changed: dict[str, str], is_in_force: bool
) -> None:
    write_grants(tmp_path, CITY, granted("sato", "viewer", **changed))
    assert reader_of(Home(tmp_path), "sato", TODAY).may(SEES_FIGURES, CITY) == is_in_force


def test_nobody_has_anything_without_a_grant(tmp_path: Path) -> None:
    assert reader_of(Home(tmp_path), "sato", TODAY).municipality_codes() == ()
    write_grants(tmp_path, CITY, granted("sato2", "viewer"))
    assert reader_of(Home(tmp_path), "sato", TODAY).municipality_codes() == ()
    assert reader_of(Home(tmp_path), "", TODAY).municipality_codes() == ()


def test_what_changes_on_disk_holds_at_once(tmp_path: Path) -> None:
    write_grants(tmp_path, CITY, granted("sato", "viewer"), granted("suzuki", "viewer"))
    assert reader_of(Home(tmp_path), "sato", TODAY).may(SEES_FIGURES, CITY)
    path = write_grants(tmp_path, CITY, granted("suzuki", "viewer"))
    assert not reader_of(Home(tmp_path), "sato", TODAY).may(SEES_FIGURES, CITY)
    path.unlink()
    assert read_grants(Home(tmp_path)).grants == ()


MALFORMED = {
    "an unknown role": ({"role_code": "mayor"}, "row 2: role_code is none of viewer"),
    "no application": ({"application_number": " "}, "row 2: application_number is blank"),
    "no purpose": ({"purpose": ""}, "row 2: purpose is blank"),
    "no end": ({"expires_on": ""}, "row 2: expires_on is blank"),
    "a day that is none": ({"granted_on": "2026-02-30"}, "row 2: granted_on is not a day"),
    "an end before the beginning": ({"expires_on": "2001-01-01"}, "row 2: expires_on lies before granted_on"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_grants_nothing_and_says_where(tmp_path: Path, case: str) -> None:
    changed, said = MALFORMED[case]
    path = write_grants(tmp_path, CITY, granted("sato", "viewer", **changed), granted("suzuki", "viewer"))
    write_grants(tmp_path, VILLAGE, granted("tanaka", "viewer"))
    book = read_grants(Home(tmp_path))
    assert [grant.subject for grant in book.grants] == ["tanaka"], "others are not locked out"
    assert book.faults[CITY].startswith(f"{path}, {said}") and "sato" not in book.faults[CITY]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"subject,role_code\nsato,viewer\n",
        "\n".join([",".join(COLUMNS), "佐藤"]).encode("cp932"),
        (",".join(COLUMNS) + '\n"sato,viewer\n').encode(),
        (",".join(COLUMNS) + "\na,viewer,1,p,2026-01-01,2026-12-31,b,more\n").encode(),
    ],
)
def test_a_file_that_is_no_table_of_grants_grants_nothing(tmp_path: Path, content: bytes) -> None:
    path = write_grants(tmp_path, CITY)
    path.write_bytes(content)
    book = read_grants(Home(tmp_path))
    assert book.grants == () and list(book.faults) == [CITY] and "grants nothing" in book.faults[CITY]


def test_the_verb_lists_grants_and_names_what_is_malformed(tmp_path: Path) -> None:
    write_grants(
        tmp_path, CITY, granted("sato", "viewer"), granted("suzuki", "auditor", granted_on="2001-01-01")
    )
    report = report_of(tmp_path, "access", "check")
    assert [(each["subject"], each["state"]) for each in report["grants"]] == [
        ("sato", "holds"),
        ("suzuki", "holds"),
    ]
    write_grants(tmp_path, VILLAGE, granted("tanaka", "mayor"))
    finished = jukistat(tmp_path, "access", "check", exit_code=5)
    assert "sato  viewer  R8-12" in finished.stdout and "2 of 2 grants hold" in finished.stdout
    assert f"{VILLAGE}/grants.csv, row 2: role_code" in finished.stdout and VILLAGE in finished.stderr


def test_the_demo_sees_everything_everywhere() -> None:
    assert DEMO_READER.municipality_codes(SEES_FIGURES) is None
    assert all(DEMO_READER.may(right, CITY) for right in set().union(*RIGHTS.values()))


def test_no_number_depends_on_grants(tmp_path: Path) -> None:
    before = code_lists_digest(Home(tmp_path))
    write_grants(tmp_path, CITY, granted("sato", "viewer"))
    assert code_lists_digest(Home(tmp_path)) == before
