"""Fifty readers while a new version is published: no error, no page that mixes figures of two versions."""

import asyncio
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.readers import Readers
from store.home import open_home
from store.published import current_version_name, point_to
from tests.dashboards.apart import run_apart
from tests.dashboards.published_home import MONTHS
from tests.dashboards.serving import serving

READERS, VIEWS_EACH = 50, 2
NAME = re.compile(r"データ版 (v\d{4})")
POPULATION = re.compile(r"総人口は ([\d,]+)人")


@dataclass
class Witnesses(Readers):
    """Readers that note which versions a view names and, on the overview, the population it tells."""

    views: list[tuple[str, ...]] = field(default_factory=list)
    populations: set[tuple[str, str]] = field(default_factory=set)

    def read(self, path: str, messages: Sequence[ForwardMsg]) -> None:
        """Take in a view as it was sent."""
        super().read(path, messages)
        text = "".join(message.delta.new_element.html.body for message in messages)
        versions = tuple(sorted(set(NAME.findall(text))))
        self.views.append(versions)
        if not path and "2020年2月末現在" in text and "総数</p>" in text:
            self.populations |= {
                (version, found) for version in versions for found in POPULATION.findall(text)
            }


@pytest.fixture
def switched(home: Path, tmp_path: Path) -> Path:
    """A home with a second version, not served yet, in which everybody is counted twice."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    published = copy / "published"
    shutil.copytree(published / "v0001", published / "v0002")
    with duckdb.connect(str(published / "v0002" / "marts.duckdb")) as marts:
        marts.execute("update population_monthly set population_count = 2 * population_count")
    return copy


def test_a_version_is_switched_while_fifty_read(switched: Path) -> None:
    with serving(switched) as server:
        witnesses = Witnesses(
            int(server.address.rpartition(":")[2]), seconds_between=1.0, views_each=VIEWS_EACH
        )
        run_apart(read_and_switch(witnesses, switched))
    assert current_version_name(open_home(switched)) == "v0002"
    assert witnesses.errors == 0
    assert len(witnesses.views) == (READERS + 1) * (1 + VIEWS_EACH)
    assert set(witnesses.views) == {("v0001",), ("v0002",)}
    (old, old_count), (new, new_count) = sorted(witnesses.populations)
    assert (old, new) == ("v0001", "v0002")
    assert int(new_count.replace(",", "")) == 2 * int(old_count.replace(",", ""))


async def read_and_switch(witnesses: Witnesses, home: Path) -> None:
    """Let all read, publish the other version when half of the views were seen, and let one more come."""

    async def switch() -> None:
        while len(witnesses.views) < READERS * (1 + VIEWS_EACH) // 2:
            await asyncio.sleep(0.01)
        point_to(open_home(home), "v0002")

    await asyncio.gather(witnesses.look(READERS, tuple(MONTHS)), switch())
    await witnesses.look(1, tuple(MONTHS))
