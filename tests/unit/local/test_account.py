"""What is handed over to another user is what lies in the folder, and nothing that a link there leads to."""

import os
from pathlib import Path

from deploy.local.programs.account import hand_over_all, services_account
from deploy.local.programs.reach import copied_once, others_reach


def test_what_lies_in_the_folder_is_nobody_elses_from_then_on(tmp_path: Path):
    folder = tmp_path / "keyring"
    (folder / "case").mkdir(parents=True)
    key = folder / "case" / "a.key"
    key.touch()
    for path, mode in ((folder, 0o755), (key, 0o444)):
        path.chmod(mode)
    account = services_account()

    hand_over_all(account, folder)

    assert [path.stat().st_mode & 0o777 for path in (folder, key)] == [0o700, 0o400]
    owner = os.geteuid() if account is None else account.uid
    assert {path.stat().st_uid for path in (folder, folder / "case", key)} == {owner}


def test_who_left_a_link_in_there_gets_nothing_by_it(tmp_path: Path):
    folder, secrets, other = tmp_path / "keyring", tmp_path / "secrets", tmp_path / "other"
    for path in (folder, other):
        path.mkdir()
    secrets.touch()
    (folder / "by-name").symlink_to(secrets)
    (folder / "by-folder").symlink_to(other, target_is_directory=True)
    (folder / "by-second-name").hardlink_to(secrets)
    os.mkfifo(folder / "waits")
    for path in (secrets, other):
        path.chmod(0o755)

    hand_over_all(services_account(), folder)

    assert [path.stat().st_mode & 0o777 for path in (secrets, other)] == [0o755, 0o755]
    assert {path.stat().st_uid for path in (secrets, other)} == {os.geteuid()}


def test_a_file_is_within_reach_when_each_folder_above_lets_pass(tmp_path: Path):
    assert others_reach(Path("/bin/sh"))
    file = tmp_path / "home" / "python"
    file.parent.mkdir(mode=0o700)
    file.touch(0o644)
    assert not others_reach(file)
    assert not others_reach(file.parent)

    shut = tmp_path / "shut"
    shut.touch(0o640)
    assert not others_reach(shut)


def test_a_copy_is_made_once_and_whole_and_everybody_may_read_it(tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir(0o700)
    (source / "run").touch(0o700)
    (source / "read").touch(0o600)
    made: list[Path] = []

    def copy(target: Path) -> None:
        made.append(target)
        target.mkdir(0o700)
        for file in source.iterdir():
            file.rename(target / file.name)

    found = copied_once(tmp_path / "copy", copy)
    assert copied_once(tmp_path / "copy", copy) == found

    assert len(made) == 1
    assert {file.name: file.stat().st_mode & 0o777 for file in found.iterdir()} == {"run": 0o755, "read": 0o644}
    assert found.stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "source"]
