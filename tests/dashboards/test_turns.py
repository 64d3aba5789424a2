"""Runs of pages take turns, in which a slow one delays others and stops none."""

from threading import Event, Thread

import pytest

from dashboards.turns import Turns

SOON = 10


class Run:
    """A run of a page in a thread of its own, which holds on when it has begun until it is let go."""

    def __init__(self, turns: Turns, *, lends: bool = False) -> None:
        self.has_begun, self.may_end = Event(), Event()
        self.turns, self.lends = turns, lends
        self.thread = Thread(target=self.draw)
        self.thread.start()

    def draw(self) -> None:
        with self.turns.taken():
            if self.lends:
                with self.turns.lent():
                    self.hold_on()
            else:
                self.hold_on()

    def hold_on(self) -> None:
        self.has_begun.set()
        assert self.may_end.wait(SOON)

    def end(self) -> None:
        self.may_end.set()
        self.thread.join(SOON)


def test_a_run_waits_for_the_one_before() -> None:
    turns = Turns(patience=SOON)
    first = Run(turns)
    assert first.has_begun.wait(SOON)
    second = Run(turns)
    assert not second.has_begun.wait(0.1)
    first.end()
    assert second.has_begun.wait(SOON)
    second.end()


@pytest.mark.parametrize(("lends", "patience"), [(True, SOON), (False, 0.01)])
def test_nobody_waits_for_long(lends: bool, patience: float) -> None:
    """Neither for a run that waits itself, which lends its turn, nor for one that takes very long."""
    turns = Turns(patience)
    first = Run(turns, lends=lends)
    assert first.has_begun.wait(SOON)
    second = Run(turns)
    assert second.has_begun.wait(SOON / 2)
    second.end()
    first.end()


def test_a_run_that_fails_gives_its_turn_back() -> None:
    turns = Turns(patience=SOON)
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    after = Run(turns)
    assert after.has_begun.wait(SOON / 2)
    after.end()
