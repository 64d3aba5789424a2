"""One seed → one spoilt delivery, always the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.cells import CELLS
from tests.fuzz.lines import LINES
from tests.fuzz.packs import PACKS, SOUND_PACKS, strange_name
from tests.fuzz.sheets import BASES, Sheet

EXTRACT = "extract"
EXTRACT_NAMES = (
    "20250430_抽出",
    "抽出",
    "20250231",
    "00010101",
    "99991231",
    "20231231",
    "2025043",
    "２０２５０４３０",
    "a\nb",
)
FOLDER_NAMES = ("inbox", "inbox.csv", "受付 [1]*", "a\nb", "x" * 200, "~", "-")
FOLDERS = ("in a directory", "in a strange directory", "among other files")


@dataclass(frozen=True)
class Candidate:
    """A delivery to offer: its files by their path under an inbox, and which path is named to `load`."""

    seed: int
    spoilt: tuple[str, ...]
    """The base and what was done to it."""
    files: dict[str, bytes]
    argument: str

    @property
    def is_whole(self) -> bool:
        """Whether it is one delivery, of which nothing may be loaded once it is refused."""
        return "among other files" not in self.spoilt

    def write(self, inbox: Path) -> Path:
        """Write the files and return the path to name."""
        (inbox / self.argument).parent.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            path = inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if not self.files:
            (inbox / self.argument).mkdir()
        return inbox / self.argument

    def __str__(self) -> str:
        return f"SEED={self.seed}: {', '.join(self.spoilt)}"


def candidate_of(seed: int) -> Candidate:
    """Return the delivery of a seed: a base, spoilt in one to three ways."""
    rng = Random(seed)
    base = rng.choice(list(BASES))
    sheets = BASES[base]()
    ways = rng.choices((*CELLS, *LINES, *PACKS, *FOLDERS), k=rng.choice((1, 1, 2, 2, 3)))
    if base == EXTRACT:
        return _extract(rng, seed, (base, *ways), sheets)
    ((name, sheet),) = sheets.items()
    content = _spoilt(rng, sheet, ways)
    packs = [PACKS[way] for way in ways if way in PACKS] or [rng.choice(SOUND_PACKS)]
    for pack in packs:
        name, content = pack(rng, name, content)
    return _placed(rng, seed, (base, *ways), name, content)


def _spoilt(rng: Random, sheet: Sheet, ways: Iterable[str]) -> bytes:
    """Return a sheet as bytes, first its cells spoilt, then its lines."""
    for way in ways:
        if way in CELLS:
            CELLS[way](rng, sheet)
    content = sheet.content()
    for way in ways:
        if way in LINES:
            content = LINES[way](rng, content, sheet.encoding)
    return content


def _extract(rng: Random, seed: int, spoilt: tuple[str, ...], sheets: dict[str, Sheet]) -> Candidate:
    """Return the directory of an extract, one of whose files is spoilt."""
    target = rng.choice(list(sheets))
    files = {name: sheet.content() for name, sheet in sheets.items() if name != target}
    files[target] = _spoilt(rng, sheets[target], spoilt)
    for way in spoilt:
        if way in PACKS:
            content = files.pop(target)
            target, files[target] = PACKS[way](rng, target, content)
    folder = EXTRACT_NAMES[0]
    if "in a directory" in spoilt and len(files) > 1:
        files.pop(rng.choice(list(files)))
    if "in a strange directory" in spoilt:
        folder = rng.choice(EXTRACT_NAMES)
    if "among other files" in spoilt:
        files["notes.csv"] = rng.choice((b"a,b\n1,2\n", b"a\rb\rc\r", b"", files.get(target, b"")))
    return Candidate(seed, spoilt, {f"{folder}/{name}": content for name, content in files.items()}, folder)


def _placed(rng: Random, seed: int, spoilt: tuple[str, ...], name: str, content: bytes) -> Candidate:
    """Return one file, alone or in a directory that is named instead."""
    folder = rng.choice(FOLDER_NAMES) if "in a strange directory" in spoilt else "inbox"
    if "among other files" in spoilt:
        other, _ = strange_name(rng, "other.csv", b"")
        others = {
            f"{folder}/{other}": rng.choice((b"", b"a\rb\rc\r", b"a,b\n", content)),
            f"{folder}/notes": b"x",
        }
        return Candidate(seed, spoilt, {f"{folder}/{name}": content} | others, folder)
    if "in a directory" in spoilt or "in a strange directory" in spoilt:
        files = {f"{folder}/{name}": content} if rng.random() < 0.9 else {}
        return Candidate(seed, spoilt, files, folder)
    return Candidate(seed, spoilt, {name: content}, name)
