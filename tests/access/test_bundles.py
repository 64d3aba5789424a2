"""Two sites: what the planners' side serves is what the register's side signed, or nothing."""

import json
import tarfile
from pathlib import Path

import duckdb
import pytest

from access.bundles import pack, require_unchanged, unpack
from access.signing import signed, signing_key
from store.archive import write_archive
from store.errors import CheckFailed, ConfigurationError, DeliveryRefused, UsageError, UserError
from store.home import Home, open_home
from store.ledger import last_delivery_id
from store.published import current_version_name, open_version, point_to
from tests.command_line import jukistat
from tests.interruptions import photographs
from tests.store.small_stores import small_store, tree


def publish(home: Home, name: str, *, ledger_id: int) -> None:
    """Publish a version whose gated marts are one small table."""
    folder = home.published / name
    folder.mkdir(parents=True)
    with duckdb.connect(folder / "gated.duckdb") as marts:
        marts.execute(f"create table covered_months as select {ledger_id} as ledger_id")
    (folder / "marts.duckdb").write_bytes(b"true counts")
    (folder / "manifest.json").write_text(json.dumps({"version": name, "ledger_id": ledger_id}))
    point_to(home, name)


@pytest.fixture
def register(tmp_path: Path) -> Home:
    """A home on the register's side with two versions, each packed."""
    home = open_home(tmp_path / "register")
    for number in (1, 2):
        publish(home, f"v{number:04}", ledger_id=number)
        pack(home, tmp_path / f"{number}.bundle")
    return home


@pytest.fixture
def planners(tmp_path: Path, register: Home) -> Home:
    """A home on the planners' side that serves the first version."""
    home = open_home(tmp_path / "planners")
    unpack(home, tmp_path / "1.bundle", key_file=tmp_path / "1.bundle.pub")
    return home


def files(home: Home) -> set[str]:
    return {str(path.relative_to(home.root)) for path in home.root.rglob("*") if path.is_file()}


def test_a_bundle_holds_gated_marts_and_nothing_else(tmp_path: Path, planners: Home) -> None:
    with tarfile.open(tmp_path / "1.bundle") as archive:
        assert archive.getnames() == [
            "published/v0001/gated.duckdb",
            "published/v0001/manifest.json",
            "manifest.json",
        ]
    version = open_version(planners)
    assert version.name == "v0001"
    assert not version.marts_file.exists()
    assert last_delivery_id(planners) == 0
    assert not planners.key_zone.exists()
    assert not (planners.published / ".unpacking").exists()


def test_the_next_bundle_needs_no_key_and_takes_over(tmp_path: Path, planners: Home) -> None:
    report = unpack(planners, tmp_path / "2.bundle")
    assert (report.version, report.is_new) == ("v0002", True)
    assert current_version_name(planners) == "v0002"
    assert unpack(planners, tmp_path / "2.bundle").is_new is False


def test_an_older_bundle_is_served_only_if_asked_for(tmp_path: Path, planners: Home) -> None:
    unpack(planners, tmp_path / "2.bundle")
    with pytest.raises(UsageError, match="Say --back"):
        unpack(planners, tmp_path / "1.bundle")
    assert current_version_name(planners) == "v0002"
    unpack(planners, tmp_path / "1.bundle", may_go_back=True)
    assert current_version_name(planners) == "v0001"


def refused(planners: Home, bundle: Path, error: type[UserError], match: str) -> None:
    """Check that a bundle is refused and leaves the planners' side as it was."""
    before = tree(planners.root)
    with pytest.raises(error, match=match):
        unpack(planners, bundle)
    assert tree(planners.root) == before


def repacked(bundle: Path, out: Path, **changes: object) -> Path:
    """Write a bundle anew with other facts in its manifest."""
    folder = out.with_suffix(".folder")
    with tarfile.open(bundle) as archive:
        archive.extractall(folder, filter="data")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))
    with tarfile.open(out, "w") as archive:
        for name in ("published/v0002/gated.duckdb", "published/v0002/manifest.json", "manifest.json"):
            archive.add(folder / name, name)
    return out


def test_another_key_is_refused(tmp_path: Path, planners: Home) -> None:
    stranger = open_home(tmp_path / "stranger")
    publish(stranger, "v0002", ledger_id=2)
    pack(stranger, tmp_path / "stranger.bundle")
    refused(planners, tmp_path / "stranger.bundle", DeliveryRefused, "not signed by the trusted key")
    with pytest.raises(ConfigurationError, match="another key"):
        unpack(planners, tmp_path / "2.bundle", key_file=tmp_path / "stranger.bundle.pub")


@pytest.mark.parametrize(
    "change", [{"ledger_id": 9}, {"signature": ""}, {"signature": "§"}, {"version": "v0003"}]
)
def test_a_changed_manifest_is_refused(tmp_path: Path, planners: Home, change: dict[str, object]) -> None:
    bundle = repacked(tmp_path / "2.bundle", tmp_path / "changed.bundle", **change)
    refused(planners, bundle, DeliveryRefused, "not signed by the trusted key")


def test_every_changed_byte_of_a_file_is_refused(tmp_path: Path, planners: Home) -> None:
    whole = (tmp_path / "2.bundle").read_bytes()
    for position in range(600, 4000, 400):
        spoilt = tmp_path / f"{position}.bundle"
        spoilt.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        refused(planners, spoilt, DeliveryRefused, "damaged")


def test_what_is_signed_but_no_gated_mart_is_refused(tmp_path: Path, register: Home, planners: Home) -> None:
    """Even the register's side cannot let true counts cross by mistake."""
    version = open_version(register)
    facts = {"content": "publication", "version": version.name, "ledger_id": 2}
    key = signing_key(register)
    bundle = tmp_path / "true.bundle"
    names = [version.marts_file, version.folder / "manifest.json"]
    write_archive(bundle, register.root, names, facts, seal=lambda manifest: signed(manifest, key))
    refused(planners, bundle, DeliveryRefused, "other files than gated marts")


def test_the_first_bundle_needs_a_key(tmp_path: Path, register: Home) -> None:
    home = open_home(tmp_path / "new")
    with pytest.raises(ConfigurationError, match="No key is trusted"):
        unpack(home, tmp_path / "1.bundle")
    assert current_version_name(home) is None


def test_a_home_with_a_ledger_is_no_planners_side(tmp_path: Path, register: Home) -> None:
    home = small_store(tmp_path / "other").home
    with pytest.raises(UsageError, match="ledger of its own"):
        unpack(home, tmp_path / "1.bundle", key_file=tmp_path / "1.bundle.pub")


def test_what_was_changed_after_unpacking_is_found(planners: Home) -> None:
    version = open_version(planners)
    require_unchanged(planners, version)
    with version.gated_file.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"x")
    with pytest.raises(CheckFailed, match="not what the register's side signed"):
        require_unchanged(planners, version)


def test_a_key_that_others_may_read_signs_nothing(tmp_path: Path, register: Home) -> None:
    (register.key_zone / "publish.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="mode 0600"):
        pack(register, tmp_path / "3.bundle")
    assert not (tmp_path / "3.bundle").exists()


def test_a_killed_unpack_serves_the_old_version_or_the_new_one(tmp_path: Path, planners: Home) -> None:
    bundle = tmp_path / "2.bundle"
    killed = photographs(planners.root, tmp_path / "killed", lambda: unpack(planners, bundle))
    assert len(killed) > 5
    for root in killed:
        home = open_home(root)
        require_unchanged(home, open_version(home))
        assert current_version_name(home) in ("v0001", "v0002")
        unpack(home, bundle)
        assert current_version_name(home) == "v0002"


def test_both_verbs_by_command_line(tmp_path: Path, register: Home) -> None:
    packed = jukistat(register.root, "publish", "pack", "--out", tmp_path / "cli.bundle").stdout
    assert "Packed version v0002" in packed
    planners = tmp_path / "there"
    arguments = ("publish", "unpack", tmp_path / "cli.bundle")
    jukistat(planners, *arguments, exit_code=4)
    said = jukistat(planners, *arguments, "--key", tmp_path / "cli.bundle.pub").stdout
    assert "Version v0002 is served now" in said
    assert files(open_home(planners)) >= {
        "published/CURRENT",
        "published/v0002/gated.duckdb",
        "trust/publish.pub",
    }
