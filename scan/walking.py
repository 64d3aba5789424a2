"""The walk through the home: every name and every file, whatever lies in it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ingest.links import LINK_SCHEMA, links_folder
from scan.containers import Piece, msgpack_pieces, pieces_of, text_piece
from scan.databases import database_pieces, is_database
from scan.judgement import Finding
from scan.masking import masked
from scan.tallies import Tally
from store.home import Home

UNREADABLE = "unreadable"
"""Kind of a finding: what nobody can look into proves nothing."""


@dataclass
class Survey:
    """What the walk has met: how much, which candidates where, and what it could not read."""

    files: int = 0
    landing_files: int = 0
    """Raw deliveries that still lie before the door; they hold numbers by nature and are not read."""
    values: int = 0
    bytes: int = 0
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    unreadable: list[Finding] = field(default_factory=list)

    def add(self, file: str, piece: Piece) -> None:
        """Take in what a part of a file holds."""
        self.values += piece.values
        if piece.found.numbers.size:
            place = (masked(file), masked(piece.place))
            self.tallies.setdefault(place, Tally(*place)).add(piece.found)

    def miss(self, file: str, error: Exception) -> None:
        """Note what cannot be read, by the name of the error only: its message may quote a value."""
        self.unreadable.append(Finding(masked(file), type(error).__name__, UNREADABLE, 1))

    def numbers(self) -> np.ndarray:
        """Return the distinct candidates of all places."""
        found = [tally.candidates.numbers for tally in self.tallies.values()]
        return np.unique(np.concatenate([np.empty(0, np.int64), *found]))


def survey_home(home: Home, *, progress: Callable[[int], None]) -> Survey:
    """Read all there is under the home. `progress` is told the bytes of each file read.

    Links to elsewhere are not followed. What cannot be read is a finding.
    """
    survey = Survey()
    for path in _entries(home.root, survey):
        if path.is_relative_to(home.landing):
            survey.landing_files += path.is_file()
            continue
        file = path.relative_to(home.root).as_posix()
        survey.add(file, text_piece("name", path.name))
        if path.is_file() and not path.is_symlink():
            try:
                for piece in _pieces(home, path):
                    survey.add(file, piece)
                size = path.stat().st_size
            except Exception as error:  # whatever a damaged file makes its reader raise
                survey.miss(file, error)
                continue
            survey.files, survey.bytes = survey.files + 1, survey.bytes + size
            progress(size)
    return survey


def _entries(root: Path, survey: Survey) -> Iterator[Path]:
    """Yield every file and directory below `root` in a fixed order; note directories that cannot be read."""

    def miss(error: OSError) -> None:
        survey.miss(Path(error.filename).relative_to(root).as_posix(), error)

    for folder, folders, files in os.walk(root, onerror=miss):
        folders.sort()
        yield from (Path(folder) / name for name in (*folders, *sorted(files)))


def _pieces(home: Home, path: Path) -> Iterator[Piece]:
    if is_database(path):
        yield from database_pieces(path)
        return
    # The columns of the link table are the measure: digests, and surrogates.
    measure = {f"column {name}" for name in LINK_SCHEMA} if path.parent == links_folder(home) else set()
    with path.open("rb") as stream:
        yield from (piece for piece in pieces_of(stream) if piece.place not in measure)
        if path.suffix == ".msgpack":
            stream.seek(0)
            yield from msgpack_pieces(stream)
