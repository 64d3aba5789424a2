"""Same seed, same bytes: whatever the process, the order and the company."""

from pathlib import Path

from tests.synthetic.synthesis import CONTROLS, MUNICIPALITIES, bytes_of, synth

PERIOD = ("--controls", str(CONTROLS), "--from", "2017-11", "--months", "4")


def test_the_same_seed_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    for name, seed in (("one", "1"), ("two", "2")):
        synth(tmp_path / name, *PERIOD, "--municipality", *MUNICIPALITIES, PYTHONHASHSEED=seed)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_another_seed_gives_other_rows(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        synth(tmp_path / seed, *PERIOD, "--municipality", MUNICIPALITIES[0], "--seed", seed)
    one, two = bytes_of(tmp_path / "1"), bytes_of(tmp_path / "2")
    assert one.keys() == two.keys()
    assert not set(one.values()) & set(two.values())


def test_a_municipality_does_not_depend_on_its_company(tmp_path: Path) -> None:
    first, second = MUNICIPALITIES[:2]
    synth(tmp_path / "one", *PERIOD, "--separate", "--municipality", first, second)
    synth(tmp_path / "two", *PERIOD, "--separate", "--municipality", second, first)
    synth(tmp_path / "alone", *PERIOD, "--municipality", second)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert bytes_of(tmp_path / "one" / second) == bytes_of(tmp_path / "alone")
