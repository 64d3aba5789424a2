"""Which sign-ins are live, by a clock that the test turns."""

import pytest

from access.sign_ins import SignIn, SignIns

HOUR, MINUTE = 3600.0, 60.0
START = 1_000_000.0


@pytest.fixture
def sign_ins() -> SignIns:
    return SignIns(started_at=START, session_seconds=8 * HOUR, idle_seconds=15 * MINUTE)


def sato(key: str = "first", at: float = START) -> SignIn:
    return SignIn("sato", key, at)


def test_a_sign_in_lasts_eight_hours_of_work(sign_ins: SignIns) -> None:
    now = START
    while now < START + 8 * HOUR:
        assert sign_ins.admit(sato(), now) == ""
        now += 14 * MINUTE
    assert sign_ins.admit(sato(), now) == "expired"
    assert sign_ins.admit(sato("second", now), now) == ""


def test_fifteen_minutes_without_work_end_it_for_good(sign_ins: SignIns) -> None:
    assert sign_ins.admit(sato(), START) == ""
    assert sign_ins.look(sato(), START + 15 * MINUTE - 1) == ""
    assert sign_ins.admit(sato(), START + 15 * MINUTE) == "idle"
    assert sign_ins.admit(sato(), START + 15 * MINUTE + 1) == "idle", "coming back is no work"


def test_looking_is_no_work(sign_ins: SignIns) -> None:
    sign_ins.admit(sato(), START)
    assert sign_ins.look(sato(), START + 14 * MINUTE) == ""
    assert sign_ins.look(sato(), START + 16 * MINUTE) == "idle"


def test_how_long_a_sign_in_lasts_without_work(sign_ins: SignIns) -> None:
    assert sign_ins.seconds_left(sato(), START) == 0, "nobody was admitted yet"
    sign_ins.admit(sato(), START)
    assert sign_ins.seconds_left(sato(), START + 4 * MINUTE) == 11 * MINUTE
    sign_ins.admit(sato(), START + 4 * MINUTE)
    assert sign_ins.seconds_left(sato(), START + 5 * MINUTE) == 14 * MINUTE
    assert sign_ins.seconds_left(sato(), START + 19 * MINUTE) == 0
    tired = sato("tired", START + 1)
    for now in range(int(START), int(START + 8 * HOUR), int(10 * MINUTE)):
        sign_ins.admit(tired, now)
    assert sign_ins.seconds_left(tired, START + 8 * HOUR - 9 * MINUTE) == 9 * MINUTE + 1, "the session ends"


def test_a_second_sign_in_ends_the_first(sign_ins: SignIns) -> None:
    assert sign_ins.admit(sato(), START) == ""
    assert sign_ins.admit(sato("second", START + 1), START + 2) == ""
    assert sign_ins.admit(sato(), START + 3) == "superseded"
    assert sign_ins.admit(sato("second", START + 1), START + 4) == "", "the one that stays"


def test_an_older_sign_in_never_ends_a_newer(sign_ins: SignIns) -> None:
    assert sign_ins.admit(sato("second", START + 9), START + 10) == ""
    assert sign_ins.admit(sato(), START + 11) == "superseded"
    assert sign_ins.admit(sato("second", START + 9), START + 12) == ""


def test_of_two_in_the_same_second_the_one_that_came_first_ends(sign_ins: SignIns) -> None:
    assert [sign_ins.admit(sato(key), START) for key in ("first", "second", "first")] == [
        "",
        "",
        "superseded",
    ]


def test_others_are_not_concerned(sign_ins: SignIns) -> None:
    sign_ins.admit(sato(), START)
    assert sign_ins.admit(SignIn("suzuki", "other", START), START) == ""
    assert sign_ins.admit(sato(), START) == ""


def test_who_signs_out_is_out_whatever_the_browser_keeps(sign_ins: SignIns) -> None:
    sign_ins.admit(sato(), START)
    sign_ins.end(sato())
    assert sign_ins.admit(sato(), START + 1) == "signed_out"
    assert sign_ins.admit(sato("second", START + 2), START + 2) == ""


def test_a_server_that_was_restarted_believes_no_earlier_sign_in(sign_ins: SignIns) -> None:
    assert sign_ins.admit(sato(at=START - HOUR), START) == "restarted"
    assert sign_ins.admit(sato("other", START - 5), START) == "", "clocks differ by seconds"
