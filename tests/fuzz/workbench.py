"""Offers deliveries to `layout check` and `load` in this process, and looks at everything that came of it."""

import csv
import shutil
from functools import cache
from pathlib import Path

import polars as pl

from jukistat import build_parser, run_verb
from store.home import home_at
from store.ledger import Delivery, read_deliveries, row_files
from store.remains import unfinished_files
from tests.file_search import traces_in, views_of
from tests.fuzz.candidates import Candidate
from tests.fuzz.listening import listening
from tests.fuzz.sheets import WELL_FORMED_MY_NUMBER, changes, residents
from tests.ingest.deliveries import write
from tests.ingest.stores import tree_digest
from tests.sentinels import all_traces

DONE, WRONG_CALL, REFUSED = 0, 2, 3
OUTCOMES = {WRONG_CALL: "no delivery", REFUSED: "refused"}
SHORTEST_TRACE = 6
"""Bytes; chance would find shorter ones."""
CSV_FIELD_LIMIT = 131_072
"""What a process starts with; a reader of an earlier delivery may have raised it."""

parser = cache(build_parser)


@cache
def traces() -> dict[bytes, str]:
    """Return every form of every planted value."""
    own = {trace: form for form, trace in WELL_FORMED_MY_NUMBER.traces() if len(trace) >= SHORTEST_TRACE}
    return all_traces() | own


def run(home: Path, *arguments: str) -> int:
    """Run a verb as the console script does, and return its exit code."""
    csv.field_size_limit(CSV_FIELD_LIMIT)
    return run_verb(parser().parse_args(["--home", str(home), *arguments]))


class Workbench:
    """A home with a base and changes, made anew after each delivery that changes it."""

    def __init__(self, folder: Path) -> None:
        self._inbox, self._prepared = folder / "inbox", folder / "prepared"
        self.home = home_at(folder / "home")
        self.said = ""
        """What `load` said of the last delivery."""
        base = write(folder / "base" / "1_residents.csv", residents("2023-12-31"))
        earlier = write(folder / "base" / "2_changes.csv", changes(first_history=2))
        for verb in (("keys", "init"), ("load", str(base), str(earlier))):
            with listening() as said:
                code = run(self._prepared, *verb)
            assert code == DONE, said.text
        self._renew()

    def check(self, candidate: Candidate) -> tuple[str, list[str]]:
        """Offer a delivery; return what became of it in a word, and what must never happen but did."""
        path = candidate.write(self._inbox)
        before, known = tree_digest(self.home.root), set(self.home.root.rglob("*"))
        try:
            faults = self._faults_of_check(path, before, known)
            with listening() as said:
                code = run(self.home.root, "load", str(path))
        finally:
            shutil.rmtree(self._inbox)
        self.said = said.text
        new = read_deliveries(self.home)[self._entries :]
        faults += [*_faults_of_ending(code, said.text), *self._faults_of_traces(said.text, known)]
        faults += [f"entry {each.delivery_id} does not close" for each in new if not self._closes(each)]
        faults += [f"{len(drafts)} files are left" for drafts in [self._left()] if drafts]
        if not new and tree_digest(self.home.root) != before:
            faults.append("nothing was loaded, but the home is not what it was")
        if new and code != DONE and candidate.is_whole:
            faults.append("it was refused, but a part of it was loaded")
        if new or faults:
            self._renew()
        return OUTCOMES.get(code, "loaded" if new else "known already"), faults

    def _faults_of_check(self, path: Path, before: str, known: set[Path]) -> list[str]:
        """Return what is wrong with how `layout check` ended, which tells no value and writes nothing."""
        with listening() as said:
            code = run(self.home.root, "layout", "check", str(path))
        faults = [*_faults_of_ending(code, said.text), *self._faults_of_traces(said.text, known)]
        if (tree_digest(self.home.root), set(self.home.root.rglob("*"))) != (before, known):
            faults.append("the home is not what it was")
        return [f"layout check: {fault}" for fault in faults]

    def _renew(self) -> None:
        shutil.rmtree(self.home.root, ignore_errors=True)
        shutil.copytree(self._prepared, self.home.root)
        self._entries = len(read_deliveries(self.home))

    def _closes(self, delivery: Delivery) -> bool:
        """Whether the counts of an entry close, and are those of the rows on disk."""
        loaded = sum(pl.read_parquet(path).height for path in row_files(self.home, delivery.kind, [delivery]))
        refused = self.home.quarantine / f"{delivery.delivery_id:06d}.parquet"
        quarantined = pl.read_parquet(refused).height if refused.exists() else 0
        return delivery.is_closed() and (loaded, quarantined) == (delivery.loaded, delivery.quarantined)

    def _left(self) -> list[Path]:
        drafts = [path for path in self.home.root.rglob("*") if "draft" in path.name]
        return [*unfinished_files(self.home), *drafts]

    def _faults_of_traces(self, said: str, known: set[Path]) -> list[str]:
        """Return which planted values are to be seen in what was said, in the log and in new files."""
        views = [("terminal", said.encode())]
        for path in self.home.root.rglob("*"):
            if path.is_file() and (path not in known or path.parent == self.home.logs):
                content = b"\0".join(view for _, view in views_of(path.read_bytes(), path))
                views += [("name", path.name.encode("utf-8", "surrogateescape")), (path.name, content)]
        return [f"{form} stands in {place}" for place, form in traces_in(views, traces())]


def _faults_of_ending(code: int, said: str) -> list[str]:
    """Return what is wrong with how the verb ended: all but done, or one sentence and its code."""
    if code not in (DONE, WRONG_CALL, REFUSED):
        return [f"it ended with {code}: {said}"]
    lines = said.removesuffix("\n").split("\n")
    if code != DONE and (len(lines) != 1 or not lines[0].startswith("jukistat: ")):
        return [f"it did not end with one sentence: {said}"]
    unprintable = sorted({sign for line in lines for sign in line if not sign.isprintable() and sign != "　"})
    return [f"signs that are not to be printed: {unprintable}: {said}"] if unprintable else []
