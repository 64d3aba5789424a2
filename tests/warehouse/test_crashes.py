"""A killed publication leaves the version before served; a full disk behind DuckDB is told from a bug."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from store.errors import ConfigurationError
from store.home import PROJECT_ROOT, Home, open_home, writing
from store.published import current_version_name, open_version, version_names
from tests.interruptions import photographs
from tests.warehouse.test_publish import PREFIX, write_build_file
from warehouse.dbt import follow
from warehouse.dbt_process import say_disk_error
from warehouse.disk import disk_error, writing_tables
from warehouse.publish import publish

FILLING = (
    "import resource, signal, sys\n"
    "import duckdb\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))\n"
    "with duckdb.connect(sys.argv[1]) as connection:\n"
    "    connection.execute('create table numbers as select hash(i) as number from range(1000000) as r(i)')\n"
)


TELLING = (
    "from concurrent.futures import ThreadPoolExecutor\n"
    "from warehouse.dbt_process import say\n"
    "with ThreadPoolExecutor(4) as pool:\n"
    "    list(pool.map(lambda number: say(ended=f'model.{number}', status='fail'), range(4000)))\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def assert_whole(home: Home, name: str) -> None:
    """Check that everything a version's manifest names is there."""
    version = open_version(home, name)
    assert all(version.parquet_file(mart).exists() for mart in version.manifest["marts"])
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        assert connection.execute("select count(*) from covered_months").fetchone() == (1,)


def test_a_publication_killed_anywhere_leaves_a_whole_version_served(home: Home, tmp_path: Path) -> None:
    build_file = write_build_file(tmp_path / "build.duckdb", [date(2024, 2, 1)])
    publish(home, PREFIX, build_file)
    copies = photographs(home.root, tmp_path / "copies", lambda: publish(home, PREFIX, build_file))
    served = [current_version_name(open_home(copy)) for copy in copies]
    assert len(copies) > 5
    assert set(served) <= {"v0001", "v0002"}
    assert served == sorted(served, key=str)
    for copy in copies:
        killed = open_home(copy)
        for name in version_names(killed):
            assert_whole(killed, name)
        following = publish(killed, PREFIX, build_file)
        assert current_version_name(killed) == following
        assert_whole(killed, following)
        assert not any(path.name.startswith(".") for path in killed.published.iterdir()), copy.name


def full_disk_message(folder: Path) -> str:
    """Return what DuckDB really says when a file cannot grow."""
    command = [sys.executable, "-c", FILLING, str(folder / "full.duckdb")]
    failed = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_ROOT, check=False)
    return failed.stderr.splitlines()[-1]


def test_a_full_disk_is_known_behind_the_words_of_duckdb(home: Home, tmp_path: Path) -> None:
    message = full_disk_message(tmp_path)
    assert disk_error(message) is not None, message
    with pytest.raises(ConfigurationError, match="cannot be written"), writing(home), writing_tables():
        raise duckdb.IOException(message)


def test_another_error_of_duckdb_stays_what_it_is(home: Home) -> None:
    with (
        pytest.raises(duckdb.CatalogException),
        writing(home),
        writing_tables(),
        duckdb.connect() as connection,
    ):
        connection.execute("select * from nowhere")


def test_dbt_tells_of_a_full_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever it was writing, a table of DuckDB or its own files; nobody sees the engine's words."""
    say_disk_error("ERROR creating model x")
    assert capfd.readouterr().out == ""
    message = full_disk_message(tmp_path)
    say_disk_error(message)
    told = capfd.readouterr().out
    assert message not in told
    assert isinstance(follow(["no JSON", "7", told]).failure(), OSError)


def test_a_failed_build_names_models_and_tests() -> None:
    begun = json.dumps({"index": 1, "total": 2})
    failed = json.dumps({"ended": "model.jukistat.x", "status": "error"})
    sound = json.dumps({"ended": "model.jukistat.y", "status": "success"})
    assert "1 of 2 models and tests failed: model.jukistat.x." in str(
        follow([begun, failed, sound]).failure()
    )
    assert "dbt did not start" in str(follow(["no JSON"]).failure())
    assert "begun 1 of 2" in str(follow([begun, sound]).failure())


def test_what_many_threads_tell_is_read_line_by_line(tmp_path: Path) -> None:
    """dbt's threads tell at the same time; a failure whose line is torn would be lost."""
    told = subprocess.run(
        [sys.executable, "-c", TELLING], capture_output=True, text=True, cwd=PROJECT_ROOT, check=True
    ).stdout
    assert len(follow(told.splitlines()).failed) == 4000
