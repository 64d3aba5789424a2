"""Runs of pages take turns, in which a slow one delays others and stops none."""

from threading import Event, Thread

import pytest

from dashboards import turns
from dashboards.turns import stepping_aside, turn

SOON = 10


class Run:
    """A run of a page in a thread of its own, which holds on when it has begun until it is let go."""

    def __init__(self, *, steps_aside: bool = False) -> None:
        self.has_begun, self.may_end = Event(), Event()
        self.steps_aside = steps_aside
        self.thread = Thread(target=self.draw)
        self.thread.start()

    def draw(self) -> None:
        with turn():
            if self.steps_aside:
                with stepping_aside():
                    self.hold_on()
            else:
                self.hold_on()

    def hold_on(self) -> None:
        self.has_begun.set()
        assert self.may_end.wait(SOON)

    def end(self) -> None:
        self.may_end.set()
        self.thread.join(SOON)


def test_a_run_waits_for_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    first = Run()
    assert first.has_begun.wait(SOON)
    second = Run()
    assert not second.has_begun.wait(0.1)
    first.end()
    assert second.has_begun.wait(SOON)
    second.end()


@pytest.mark.parametrize(("steps_aside", "patience"), [(True, SOON), (False, 0.01)])
def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch, steps_aside: bool, patience: float) -> None:
    """Neither for a run that waits itself, which lets others draw, nor for one that takes very long."""
    monkeypatch.setattr(turns, "PATIENCE", patience)
    first = Run(steps_aside=steps_aside)
    assert first.has_begun.wait(SOON)
    second = Run()
    assert second.has_begun.wait(SOON / 2)
    second.end()
    first.end()


def test_a_run_that_fails_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    with pytest.raises(ZeroDivisionError), turn():
        raise ZeroDivisionError
    after = Run()
    assert after.has_begun.wait(SOON / 2)
    after.end()
