"""The access log: what it keeps, what it refuses to lose, and that any change to it is found."""

import json
import os
import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from access.chain import KEY_NAME
from access.log import Entry, log_files, log_folder, record
from access.log_search import Question, search_log
from access.log_verification import make_anchor, read_anchor, verify_log, write_anchor
from store.errors import ConfigurationError, UsageError
from store.home import Home, open_home
from tests.command_line import jukistat, report_of

SUBJECTS = ("sato", "suzuki", "sato", "tanaka", "sato", "suzuki")
Lines = list[bytes]


def entry(subject: str, page: str = "movements", **more: object) -> Entry:
    return Entry(subject, "viewer", "022039", page, {"ym": "2026-03", "area": ["0001"]}, 12, 3, **more)  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose log has a record for each of SUBJECTS."""
    home = open_home(tmp_path / "home")
    for subject in SUBJECTS:
        record(home, entry(subject))
    return home


def only_file(home: Home) -> Path:
    (path,) = log_files(home)
    return path


def tamper(home: Home, change: Callable[[Lines], Lines]) -> None:
    path = only_file(home)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def test_a_record_holds_what_was_decided_and_no_result(home: Home) -> None:
    record(home, entry("sato", "sql", statement="select '\u2028\udc80', 'あ\n'", file_digest="ab"))
    *_, last = search_log(home, Question())
    assert last.pop("at") and re.fullmatch("[0-9a-f]{64}", last.pop("code"))
    assert last == {
        "number": 7,
        "subject": "sato",
        "role": "viewer",
        "municipality_code": "022039",
        "page": "sql",
        "filters": {"ym": "2026-03", "area": ["0001"]},
        "rows": 12,
        "masked": 3,
        "decision": "shown",
        "statement": "select '\u2028\udc80', 'あ\n'",
        "file_digest": "ab",
    }
    assert verify_log(home).is_whole


def test_log_and_key_are_their_owners_alone(home: Home) -> None:
    key = home.key_zone / KEY_NAME
    assert [stat.S_IMODE(path.stat().st_mode) for path in (only_file(home), key)] == [0o600, 0o600]
    assert [stat.S_IMODE(path.parent.stat().st_mode) for path in (only_file(home), key)] == [0o700, 0o700]


def spoil_code(line: bytes) -> bytes:
    other = b"0" if line[-4:-3] != b"0" else b"1"
    return line[:-4] + other + line[-3:]


CHANGES: dict[str, tuple[Callable[[Lines], Lines], list[int]]] = {
    "a record modified": (lambda lines: [*lines[:2], lines[2].replace(b"sato", b"kato"), *lines[3:]], [3]),
    "a record deleted": (lambda lines: [*lines[:2], *lines[3:]], [3]),
    "the first record deleted": (lambda lines: lines[1:], [1]),
    "two records swapped": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], [2, 3, 4]),
    "a record inserted twice": (lambda lines: [*lines[:2], lines[1], *lines[2:]], [3]),
    "a record replaced by another": (lambda lines: [*lines[:2], lines[0], *lines[3:]], [3, 4]),
    "a code modified": (lambda lines: [*lines[:2], spoil_code(lines[2]), *lines[3:]], [3, 4]),
    "a line that is no record": (lambda lines: [*lines[:2], b"{}\n", *lines[2:]], [3]),
    "the last record torn": (lambda lines: [*lines[:-1], lines[-1][:-9]], [6]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_found_on_its_line(home: Home, change: str) -> None:
    spoil, lines = CHANGES[change]
    tamper(home, spoil)
    verification = verify_log(home)
    assert [fault.line for fault in verification.faults] == lines
    assert {fault.file for fault in verification.faults} == {only_file(home).name}


def test_a_record_made_without_the_key_is_found(home: Home, tmp_path: Path) -> None:
    other = open_home(tmp_path / "other")
    for subject in (*SUBJECTS, "mallory"):
        record(other, entry(subject))
    forged = only_file(other).read_bytes().splitlines(keepends=True)[-1]
    tamper(home, lambda lines: [*lines, forged])
    assert [fault.line for fault in verify_log(home).faults] == [7]


def test_a_cut_tail_is_found_with_an_anchor(home: Home, tmp_path: Path) -> None:
    write_anchor(make_anchor(home), tmp_path / "anchor.json")
    anchor = read_anchor(tmp_path / "anchor.json")
    record(home, entry("sato"))
    assert verify_log(home, anchor).is_whole
    tamper(home, lambda lines: lines[:4])
    assert verify_log(home).is_whole, "a whole chain: only the anchor knows of more"
    (cut,) = verify_log(home, anchor).faults
    assert cut.line == 0 and "ends at record 4, before record 6" in cut.what
    for _ in range(3):
        record(home, entry("mallory"))
    (rewritten,) = verify_log(home, anchor).faults
    assert rewritten.line == 6 and "anchor" in rewritten.what


def test_an_emptied_log_is_found(home: Home) -> None:
    only_file(home).unlink()
    assert not verify_log(home).is_whole


def test_a_log_that_has_not_begun_is_whole_and_has_no_anchor(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    assert verify_log(home).is_whole
    with pytest.raises(UsageError):
        make_anchor(home)


def test_a_month_seals_the_one_before_and_the_chain_goes_on(home: Home) -> None:
    earlier = only_file(home).rename(log_folder(home) / "2026-01.jsonl")
    record(home, entry("sato"))
    assert log_files(home)[0] == earlier and len(log_files(home)) == 2
    assert stat.S_IMODE(earlier.stat().st_mode) == 0o400
    assert (verify_log(home).records, verify_log(home).is_whole) == (7, True)
    earlier.unlink()
    assert not verify_log(home).is_whole


def test_a_clock_set_back_does_not_go_back_a_file(home: Home) -> None:
    only_file(home).rename(log_folder(home) / "2999-12.jsonl")
    record(home, entry("sato"))
    assert only_file(home).name == "2999-12.jsonl" and verify_log(home).is_whole


def test_what_a_dying_run_had_begun_gives_way_to_the_next_record(home: Home) -> None:
    with only_file(home).open("ab") as stream:
        stream.write(b'{"number":7,"at":"20')
    assert not verify_log(home).is_whole
    record(home, entry("sato"))
    assert (verify_log(home).records, verify_log(home).is_whole) == (7, True)


def record_many(root: Path, subject: str) -> None:
    home = Home(root)
    for _ in range(20):
        record(home, entry(subject))


def test_processes_and_threads_take_turns(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    context = get_context("fork")
    processes = [context.Process(target=record_many, args=(home.root, name)) for name in ("one", "two")]
    for process in processes:
        process.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: record_many(home.root, name), ("three", "four", "five", "six")))
    for process in processes:
        process.join()
    verification = verify_log(home)
    assert (verification.records, verification.is_whole) == (120, True)


def test_a_log_that_cannot_be_written_raises(home: Home, tmp_path: Path) -> None:
    full = open_home(tmp_path / "full")
    full.logs.mkdir()
    log_folder(full).write_text("in the way")
    with pytest.raises(ConfigurationError, match="nothing is shown"):
        record(full, entry("sato"))


def test_a_damaged_end_raises_until_somebody_has_looked(home: Home) -> None:
    tamper(home, lambda lines: [*lines, b"free text\n"])
    with pytest.raises(ConfigurationError, match="log verify"):
        record(home, entry("sato"))


def test_a_key_that_is_gone_or_open_raises(home: Home) -> None:
    key = home.key_zone / KEY_NAME
    key.chmod(0o644)
    with pytest.raises(ConfigurationError, match="mode 644"):
        record(home, entry("sato"))
    key.unlink()
    with pytest.raises(ConfigurationError, match="any more"):
        record(home, entry("sato"))
    assert not key.exists(), "a second key would make a second beginning"


def test_the_search_finds_by_each_of_its_questions(home: Home) -> None:
    record(home, entry("sato", "quality", decision="refused: page"))
    today = json.loads(only_file(home).read_bytes().splitlines()[0])["at"][:10]
    found = report_of(home.root, "log", "search", "--subject", "sato", "--day", today)["records"]
    assert [each["number"] for each in found] == [1, 3, 5, 7]
    found = report_of(home.root, "log", "search", "--decision", "refused", "--municipality", "022039")[
        "records"
    ]
    assert [each["number"] for each in found] == [7]
    assert (
        "sato (viewer)  022039  quality" in jukistat(home.root, "log", "search", "--page", "quality").stdout
    )
    assert list(search_log(home, Question(municipality_code="023035"))) == []


def test_the_verbs_say_what_they_found(home: Home, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    assert "Record 6: " in jukistat(home.root, "log", "anchor", "--out", anchor).stdout
    assert "the log is whole" in jukistat(home.root, "log", "verify", "--anchor", anchor).stdout
    tamper(home, lambda lines: [lines[0].replace(b"sato", b"kato"), *lines[1:-1]])
    finished = jukistat(home.root, "log", "verify", "--anchor", anchor, exit_code=5)
    assert f"{only_file(home).name}, line 1" in finished.stdout and "before record 6" in finished.stdout
    report = json.loads(jukistat(home.root, "log", "verify", "--json", exit_code=5).stdout)
    assert (report["fault_count"], report["records"], report["last"]["number"]) == (1, 5, 5)
    os.truncate(anchor, 3)
    jukistat(home.root, "log", "verify", "--anchor", anchor, exit_code=2)
