"""What a backup refuses, what it keeps, and what it throws away."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.backup import (
    DATA,
    KEYRING,
    KEYRING_DAYS,
    BackupFailed,
    commit_of,
    copy_keyring,
    digest_of,
    made_at,
    prune,
    take_backup,
)
from deploy.local.layout import CHECKOUT, Layout, Ports
from deploy.local.programs.credentials import credentials_of, kept_credentials
from deploy.local.restore import read_manifest, restore_keyring
from services.chassis.sealing import Keyring

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_backup(folder: Path) -> Path:
    folder.mkdir()
    for service in ("intake", "dispatch", "notify"):
        (folder / f"{service}.dump").write_bytes(service.encode())
    digests = {dump.name: digest_of(dump) for dump in folder.glob("*.dump")}
    (folder / "manifest.json").write_text(json.dumps({"sha256": digests, "counts": {}}))
    return folder


def test_copies_of_the_keyring_go_after_a_week_and_nothing_else_in_the_folder(tmp_path: Path):
    stamps = [(NOW - timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ") for days in (0, 6, 7, 8, 400)]
    for stamp in stamps:
        (tmp_path / f"{KEYRING}{stamp}.tar").touch()
        (tmp_path / f"{DATA}{stamp}").mkdir()
    for other in ("notes.txt", f"{KEYRING}.tar", f"{KEYRING}yesterday.tar"):
        (tmp_path / other).touch()

    gone = prune(tmp_path, KEYRING, NOW - timedelta(days=KEYRING_DAYS))

    assert [path.name for path in gone] == [f"{KEYRING}{stamp}.tar" for stamp in sorted(stamps[3:])]
    assert len(list(tmp_path.iterdir())) == 5 + 3 + 3


def test_the_time_of_a_backup_is_in_its_name():
    assert made_at(Path("/x/hotline-data-20261124T120000Z")) == NOW
    assert made_at(Path("/x/hotline-keyring-20261124T120000Z.tar")) == NOW
    assert made_at(Path("/x/hotline-keyring-copy.tar")) is None


async def test_both_halves_never_lie_in_one_folder(tmp_path: Path):
    layout = Layout(tmp_path / "home", tmp_path / "cache", Ports(12000))

    with pytest.raises(BackupFailed, match="another place"):
        await take_backup(layout, tmp_path / "a", tmp_path / "b/../a", print)


def test_a_keyring_comes_back_as_it_was_for_nobody_else_to_read(tmp_path: Path):
    Keyring(tmp_path / "ring").ensure(NOW.date())
    copy_keyring(tmp_path / "ring", tmp_path / "copy.tar")

    restore_keyring(tmp_path / "back", tmp_path / "copy.tar")

    def keys(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.key")}

    assert keys(tmp_path / "back") == keys(tmp_path / "ring") != {}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "back").rglob("*.key")} == {0o400}
    assert stat.S_IMODE((tmp_path / "copy.tar").stat().st_mode) == 0o600


def test_keys_that_are_there_are_never_written_over(tmp_path: Path):
    Keyring(tmp_path / "ring").ensure(NOW.date())
    copy_keyring(tmp_path / "ring", tmp_path / "copy.tar")

    with pytest.raises(BackupFailed, match="has keys already"):
        restore_keyring(tmp_path / "ring", tmp_path / "copy.tar")


def test_a_backup_is_read_only_as_it_was_written(tmp_path: Path):
    backup = a_backup(tmp_path / "backup")
    assert read_manifest(backup)["counts"] == {}

    (backup / "dispatch.dump").write_bytes(b"cut")
    with pytest.raises(BackupFailed, match=r"dispatch\.dump is not as it was written"):
        read_manifest(backup)
    (backup / "dispatch.dump").unlink()
    with pytest.raises(BackupFailed, match=r"dispatch\.dump"):
        read_manifest(backup)
    (backup / "manifest.json").write_text("{}")
    with pytest.raises(BackupFailed, match="cannot be read"):
        read_manifest(backup)


def test_who_asks_for_an_instances_passwords_writes_nothing(tmp_path: Path):
    layout = Layout(tmp_path / "home", tmp_path / "cache", Ports(12000))
    layout.home.mkdir()
    made = credentials_of(layout)
    layout.staff_keys_file.unlink()

    assert kept_credentials(layout) == made
    assert not layout.staff_keys_file.exists()
    layout.secrets_file.unlink()
    with pytest.raises(FileNotFoundError):
        kept_credentials(layout)


def test_a_backup_says_its_release_also_where_the_checkout_is_somebody_elses(monkeypatch: pytest.MonkeyPatch):
    ours = commit_of(CHECKOUT)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert len(ours) == 40
    assert commit_of(CHECKOUT) == ours


def test_a_backup_is_made_without_git_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert commit_of(CHECKOUT) == ""
