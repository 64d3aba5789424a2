"""An archive that is damaged, cut off or made by somebody else restores nothing and leaves nothing."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from store.backup import back_up
from store.errors import ConfigurationError, DeliveryRefused
from store.home import STORE_FORMAT
from store.restore import restore_store
from tests.command_line import jukistat
from tests.store.small_stores import facts, small_store

DAMAGES = 40
FACTS = {
    "archive_format": 1,
    "content": "store",
    "program_version": "0.1.0",
    "store_format": STORE_FORMAT,
    "ledger_id": 0,
    "published": None,
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small store, whose home lies beside it."""
    folder = tmp_path_factory.mktemp("archive")
    back_up(small_store(folder).home, folder / "store.tar", content="store")
    return folder / "store.tar"


def assert_refused(folder: Path, content: bytes) -> None:
    """Check that an archive of these bytes is refused and leaves nothing but itself."""
    path = folder / "wrong.tar"
    path.write_bytes(content)
    with pytest.raises(DeliveryRefused, match="nothing was taken from it"):
        restore_store(folder / "home", path)
    assert list(folder.iterdir()) == [path]


def packed(*members: tuple[tarfile.TarInfo, bytes], **facts: object) -> bytes:
    """Return an archive of these members with a manifest that names them all rightly."""
    files = {member.name: hashlib.sha256(content).hexdigest() for member, content in members}
    manifest = json.dumps({**FACTS, "files": files, **facts}).encode()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for member, content in (*members, (tarfile.TarInfo("manifest.json"), manifest)):
            member.size = len(content) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def plain(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), b"content"


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member, b""


def test_a_cut_archive_is_refused_wherever_it_was_cut(archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    end = content.rindex(b"}") + 1
    for length in (0, 1, 100, *range(512, end, end // DAMAGES), end - 1):
        assert_refused(tmp_path, content[:length])


def test_a_damaged_archive_is_refused_or_was_not_damaged(archive: Path, tmp_path: Path) -> None:
    """Between its members a tar has bytes that mean nothing: then everything is restored as it was."""
    content = archive.read_bytes()
    expected = facts(archive.parent / "home")
    refused = 0
    for number in range(DAMAGES):
        place = 7 + number * (len(content) - 8) // DAMAGES
        damaged = bytearray(content)
        damaged[place] ^= 0x10
        (tmp_path / f"{number}").mkdir()
        path = tmp_path / f"{number}" / "damaged.tar"
        path.write_bytes(damaged)
        try:
            restore_store(path.parent / "home", path)
        except DeliveryRefused:
            refused += 1
            assert list(path.parent.iterdir()) == [path]
        else:
            assert facts(path.parent / "home") == expected
    assert refused > DAMAGES // 4


def test_text_is_no_archive(tmp_path: Path) -> None:
    assert_refused(tmp_path, b"not a tar" * 200)


@pytest.mark.parametrize(
    "name",
    [
        "/ledger/x",
        "../ledger/x",
        "ledger/../../x",
        "ledger//x",
        "ledger/./x",
        "key/master.key",
        "warehouse/build.duckdb",
        ".lock",
        "x",
    ],
)
def test_a_member_that_lies_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert_refused(tmp_path, packed(plain("ledger/a"), plain(name)))
    assert not (tmp_path.parent / "x").exists()


@pytest.mark.parametrize(
    "member",
    [
        special("ledger", tarfile.SYMTYPE, "/"),
        special("ledger/a", tarfile.SYMTYPE, "../../x"),
        special("ledger/a", tarfile.LNKTYPE, "jukistat.toml"),
        special("ledger/a", tarfile.CHRTYPE),
        special("ledger/a", tarfile.FIFOTYPE),
        special("ledger", tarfile.DIRTYPE),
    ],
    ids=["link to the root", "link outside", "hard link", "device", "pipe", "directory"],
)
def test_a_member_that_is_no_plain_file_is_refused(
    tmp_path: Path, member: tuple[tarfile.TarInfo, bytes]
) -> None:
    assert_refused(tmp_path, packed(plain("jukistat.toml"), member))


def test_members_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path, packed(plain("ledger/a"), plain("ledger/a")))
    assert_refused(tmp_path, packed(plain("ledger"), plain("ledger/a")))
    assert_refused(tmp_path, packed(plain("ledger/a"), plain("ledger")))


def test_an_archive_must_hold_what_its_manifest_says(tmp_path: Path) -> None:
    assert_refused(tmp_path, packed(plain("ledger/a"), files={"ledger/a": "00"}))
    assert_refused(tmp_path, packed(plain("ledger/a"), files={}))
    assert_refused(tmp_path, packed(plain("ledger/a"), archive_format=2))
    assert_refused(tmp_path, packed(plain("ledger/a"), content="key"))


def test_an_archive_of_a_newer_program_says_so(tmp_path: Path) -> None:
    path = tmp_path / "newer.tar"
    path.write_bytes(packed(plain("ledger/a"), store_format=STORE_FORMAT + 1))
    with pytest.raises(ConfigurationError, match="written by a newer jukistat"):
        restore_store(tmp_path / "home", path)
    assert list(tmp_path.iterdir()) == [path]


def test_the_console_refuses_in_one_sentence(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.tar"
    path.write_bytes(archive.read_bytes()[:5000])
    jukistat_home = tmp_path / "home"
    refused = jukistat(jukistat_home, "restore", path, exit_code=3)
    assert (refused.stdout, len(refused.stderr.splitlines())) == ("", 1)
    assert "cut.tar is not an archive of this kind, is damaged or cut off" in refused.stderr
    assert list(jukistat_home.iterdir()) == []
