"""Whom the parts of an instance run as when root starts it: users that own nothing else (rule R114)."""

import errno
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.local.supervisor.process import Account

UNPRIVILEGED_USER: Final = "nobody"
"""PostgreSQL and Kafka. It exists everywhere, and initdb wants a user with a name."""
SERVICES_ID: Final = 60710
"""The services, the sandbox and the key job: a number that no distribution gives away and that needs no name. It is not
the stores' user: whoever has taken over one of those reads no key."""


def unprivileged_account() -> Account | None:
    """Of the stores. None when we are not root: then everything runs as whoever started it."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def services_account() -> Account | None:
    """Of the services and the key job. None when we are not root."""
    return None if os.geteuid() != 0 else Account(SERVICES_ID, SERVICES_ID)


def hand_over(account: Account | None, *paths: Path) -> None:
    """Make files and folders of ours this account's (else ours), and nobody else's to read: 0600 and 0700."""
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account is not None:
            os.chown(path, account.uid, account.gid)


def let_read(account: Account | None, file: Path) -> None:
    """A file stays ours; the account may read it, and nobody else."""
    if account is not None:
        os.chown(file, -1, account.gid)
        file.chmod(0o640)


def hand_over_all(account: Account | None, folder: Path) -> None:
    """A folder with everything in it: this account's (else its owner's), and nobody else's to read.

    Who worked in there may have left links to what is none of theirs: nothing that has a second name is touched.
    """
    for _, _, names, parent in os.fwalk(folder):
        _hand_over_open(account, parent)
        for name in names:
            with _opened(name, parent) as file:
                if file is not None:
                    _hand_over_open(account, file)


@contextmanager
def _opened(name: str, parent: int) -> Iterator[int | None]:
    """A file with one name, by itself; None: anything else, or gone meanwhile."""
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=parent)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP, errno.ENXIO):
            raise
        yield None
        return
    try:
        found = os.fstat(file)
        yield file if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 else None
    finally:
        os.close(file)


def _hand_over_open(account: Account | None, file: int) -> None:
    os.fchmod(file, os.fstat(file).st_mode & 0o700)
    if account is not None:
        os.fchown(file, account.uid, account.gid)
