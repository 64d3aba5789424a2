"""Whether the access log is whole: every line where it was written, and no tail gone since an anchor."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from access.chain import KEY_NAME, TAIL_LENGTH, Link, code_of, link_of, read_key
from access.log import FIRST_LINK, log_folder, snapshot, stored_lines
from store.errors import UsageError
from store.home import Home, replace_file

MOST_FAULTS = 100
"""So many faults are listed; all are counted."""


@dataclass(frozen=True)
class Anchor:
    """Number and code of a record, kept where whoever can write the log cannot."""

    number: int
    code: str


@dataclass(frozen=True)
class Fault:
    """A place where the log is not what was written; line 0 is the end of the log."""

    file: str
    line: int
    what: str


@dataclass
class Verification:
    """What was verified. `last` is what an anchor made now would hold."""

    records: int = 0
    files: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    """The first of them."""
    last: Anchor | None = None

    def note(self, file: str, line: int, what: str) -> None:
        """Count a fault, and list it if it is one of the first."""
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(file, line, what))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault_count == 0


def verify_log(home: Home, anchor: Anchor | None = None) -> Verification:
    """Return whether the log is one unbroken chain from its first record on, through the anchor if given.

    Raises ConfigurationError if the key is not there or open to others.
    """
    files = snapshot(home)
    verification = Verification(files=len(files))
    was_used = bool(files) or (home.key_zone / KEY_NAME).exists()
    last = _walk(read_key(home), files, anchor, verification) if was_used else FIRST_LINK
    if last.number:
        verification.last = Anchor(last.number, last.code.decode())
    elif was_used:
        verification.note(log_folder(home).name, 0, "the log has a key and no record: it was emptied")
    if anchor and last.number < anchor.number:
        end = files[-1][0].name if files else log_folder(home).name
        verification.note(
            end, 0, f"the log ends at record {last.number:,}, before record {anchor.number:,} of the anchor"
        )
    return verification


def _walk(
    secret: bytes, files: list[tuple[Path, int]], anchor: Anchor | None, verification: Verification
) -> Link:
    """Note every fault of the files and return the last record."""
    last = FIRST_LINK
    for path, place, line in stored_lines(files):
        found = link_of(line)
        if found is None:
            verification.note(path.name, place, "this line is no record")
            continue
        if found.code != code_of(secret, last.code, line[:-TAIL_LENGTH]):
            verification.note(path.name, place, _broken(last, found))
        elif anchor and found.number == anchor.number and found.code.decode() != anchor.code:
            verification.note(path.name, place, "this is not the record of the anchor: written anew")
        verification.records += 1
        last = found
    return last


def _broken(last: Link, found: Link) -> str:
    """Return in what way a record does not follow the last one."""
    expected = last.number + 1
    if found.number > expected:
        return f"record {found.number:,} stands where record {expected:,} was: taken out before this line"
    if found.number < expected:
        return f"record {found.number:,} stands after record {last.number:,}: put in or moved"
    return f"record {found.number:,} is not what was written here, or the one before it is not"


def make_anchor(home: Home) -> Anchor:
    """Return an anchor at the log's last record.

    Raises UsageError if there is none, or the log is not whole.
    """
    verification = verify_log(home)
    if verification.last is None or not verification.is_whole:
        raise UsageError(
            "There is no whole log to anchor. `jukistat log verify` tells what is wrong with it, if anything."
        )
    return verification.last


def write_anchor(anchor: Anchor, path: Path) -> None:
    """Write an anchor for `verify --anchor`."""
    replace_file(path.expanduser().resolve(), (json.dumps(asdict(anchor)) + "\n").encode())


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file. Raises UsageError if it holds none."""
    try:
        stated = json.loads(path.expanduser().read_bytes())
        return Anchor(int(stated["number"]), str(stated["code"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is not an anchor. Name a file that `jukistat log anchor` wrote.") from None


def verification_sentences(verification: Verification) -> str:
    """Return what was verified in words, a fault a line."""
    read = f"Verified {verification.records:,} records in {verification.files:,} files"
    if verification.is_whole:
        return f"{read}: the log is whole."
    lines = [f"  {fault.file}, line {fault.line:,}: {fault.what}" for fault in verification.faults]
    more = verification.fault_count - len(lines)
    return "\n".join([f"{read}:", *lines, *([f"  and {more:,} more"] if more else [])])
