"""Threads that wait together are committed together: nothing lost, nothing twice, failures told to each."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from access.group_commit import GroupCommit

WAITING = 8


class Journal:
    """Commits slowly: the first call ends only when it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.has_begun, self.may_end = Event(), Event()

    def commit(self, items: Sequence[int]) -> None:
        self.groups.append(list(items))
        self.has_begun.set()
        self.may_end.wait()
        if min(items) < 0:
            raise OSError("no room")


def submit_behind(journal: Journal, first: int, others: Sequence[int]) -> list[BaseException | None]:
    """Submit one item, the others while it is being committed, and return what each submission raised."""
    group = GroupCommit(journal.commit)
    with ThreadPoolExecutor(1 + len(others)) as threads:
        submissions = [threads.submit(group.submit, first)]
        assert journal.has_begun.wait(10)
        submissions += [threads.submit(group.submit, item) for item in others]
        while len(group._waiting) < len(others):
            sleep(0.001)
        journal.may_end.set()
        return [one.exception(10) for one in submissions]


def test_those_who_wait_share_a_turn() -> None:
    journal = Journal()
    assert submit_behind(journal, 0, range(1, 1 + WAITING)) == [None] * (1 + WAITING)
    first, together = journal.groups
    assert (first, sorted(together)) == ([0], list(range(1, 1 + WAITING)))


def test_a_failure_is_told_to_those_it_concerns() -> None:
    journal = Journal()
    first, *others = submit_behind(journal, 0, [1, -1, 2])
    assert first is None
    assert [str(error) for error in others] == ["no room"] * 3


def test_a_failure_ends_with_its_turn() -> None:
    journal = Journal()
    journal.may_end.set()
    group = GroupCommit(journal.commit)
    with pytest.raises(OSError, match="no room"):
        group.submit(-1)
    group.submit(3)
    assert journal.groups == [[-1], [3]]
