"""Files of keys, whole or not there, and what is said of one that cannot be had."""

import os
from pathlib import Path


class KeyMissing(Exception):
    """The key is not (or no longer) in the keyring: fail closed. The text is the key id."""


class KeyRefused(Exception):
    """The key is none of this service's (services/chassis/key_classes.py). The text is the key id."""


def make_key(path: Path, *, sync: bool = True, key: bytes | None = None) -> bool:
    """Write a new key, or the one given, whole or not at all; False when it was there."""
    if path.exists():
        return False
    make_folder(path.parent)
    part = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    try:
        _give_away(descriptor, path.parent)
        os.write(descriptor, key or os.urandom(32))
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(part, path)  # refuses to replace a key that another process made meanwhile
    except FileExistsError:
        return False
    finally:
        part.unlink()
    if sync:
        sync_folder(path.parent)
    return True


def sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_folder(folder: Path) -> None:
    """For its owner alone; as it is where it is there."""
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _give_away(descriptor, folder.parent)
    finally:
        os.close(descriptor)


def _give_away(descriptor: int, folder: Path) -> None:
    """What root makes by hand belongs to whom the keyring belongs to, who could not read it else."""
    if os.geteuid() == 0:
        os.fchown(descriptor, folder.stat().st_uid, folder.stat().st_gid)
