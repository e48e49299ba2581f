"""Whom the programs of an instance run as when root starts it: a user that owns nothing else."""

import os
import pwd
from pathlib import Path

from deploy.local.supervisor.process import Account

UNPRIVILEGED_USER = "nobody"  # exists everywhere; initdb wants a user with a name


def unprivileged_account() -> Account | None:
    """None when we are not root: then everything runs as whoever started it."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def hand_over(account: Account | None, *paths: Path) -> None:
    """Make files and folders this account's (else ours), and nobody else's to read: 0600 and 0700."""
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account is not None:
            os.chown(path, account.uid, account.gid)


def hand_over_all(account: Account | None, folder: Path) -> None:
    """A folder with everything in it."""
    for parent, _, names in os.walk(folder):
        hand_over(account, Path(parent), *(Path(parent) / name for name in names))


def others_reach(file: Path) -> bool:
    """Whether every user may read this file: no folder on its way stops them."""
    resolved = file.resolve()
    return bool(resolved.stat().st_mode & 0o004) and all(step.stat().st_mode & 0o001 for step in resolved.parents)
