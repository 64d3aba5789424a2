"""What cannot be generated is refused in one sentence, exit code 2, and nothing is written."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from jukistat import main
from tests.command_line import JUKISTAT
from tests.synthetic.synthesis import CONTROLS, MUNICIPALITIES, synth

TABLE = ("--controls", str(CONTROLS))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*TABLE, "--municipality", "073601"), "a district is none of them"),
        ((*TABLE, "--municipality", "070009"), "is a prefecture"),
        ((*TABLE, "--municipality", "016951"), "has no residents"),
        ((*TABLE, "--municipality", "022039"), "is not in the control table"),
        (("--municipality", "999999"), "is not the 6-digit code"),
        (("--municipality", "八戸市"), "is not the 6-digit code"),
        (("--from", "2016-13"), "--from takes a month"),
        (("--months", "0"), "--months takes"),
        (("--scale", "0"), "--scale takes"),
        (("--scale", "nan"), "--scale takes"),
        (("--seed", "-1"), "--seed takes"),
        (("--controls", "missing.csv"), "cannot be read"),
    ],
)
def test_a_call_that_cannot_be_meant(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = refused(tmp_path, arguments, capsys)
    assert said in complaint
    assert complaint.count("\n") == 1
    assert not any(tmp_path.iterdir())


def refused(folder: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a refused call says."""
    assert main(["synth", *arguments, "--out", str(folder / "deliveries")]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("households_jan1", "households", "has no column households_jan1"),
        (",159,109,", ",160,109,", "contradicts itself"),
        (",159,109,", ",x,109,", "not a whole number"),
        ("2018,2017,134023", "2018,2017,134024", "without a gap"),
    ],
)
def test_a_control_table_that_is_not_one(
    before: str, after: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    text = CONTROLS.read_text("utf-8")
    assert before in text
    table.write_text(text.replace(before, after), "utf-8")
    assert said in refused(tmp_path, ("--controls", str(table), "--municipality", "134023"), capsys)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    finished = synth(folder, *TABLE, "--municipality", MUNICIPALITIES[3], exit_code=2)
    assert "not an empty folder" in finished.stderr
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def stopped_while_writing(folder: Path, reason: signal.Signals) -> subprocess.Popen[bytes]:
    """Return the process of a run that was sent a signal as soon as it had written something."""
    process = subprocess.Popen(
        [str(JUKISTAT), "--home", str(folder.parent / "home"), "synth", "--out", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not any(folder.parent.glob("*.unfinished/*")):
        time.sleep(0.05)
    process.send_signal(reason)
    return process


def test_an_interrupted_run_leaves_no_deliveries_and_the_next_one_finishes(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    draft = tmp_path / "deliveries.unfinished"
    with stopped_while_writing(folder, signal.SIGKILL) as process:
        process.wait()
    assert draft.exists()
    assert not folder.exists()
    synth(folder, "--months", "1", "--scale", "0.01")
    assert len(list(folder.iterdir())) == 2
    assert not draft.exists()


def test_a_run_that_is_stopped_says_so_and_clears_its_draft(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    with stopped_while_writing(folder, signal.SIGINT) as process:
        assert process.wait() == 130
    assert [path.name for path in tmp_path.iterdir()] == []
