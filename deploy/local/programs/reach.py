"""What other users than us may read, and copies in the cache of what they may not."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def others_reach(file: Path) -> bool:
    """Whether every user may read this file, or list this folder: no folder on its way stops them."""
    resolved = file.resolve()
    needed = 0o005 if resolved.is_dir() else 0o004
    return resolved.stat().st_mode & needed == needed and others_pass(resolved)


def others_pass(path: Path) -> bool:
    """Whether every user gets through all the folders above."""
    return all(step.stat().st_mode & 0o001 for step in path.parents)


def copied_once(target: Path, copy: Callable[[Path], object]) -> Path:
    """A copy for everybody, made the first time: `copy` is given a folder that is not there yet, beside the target."""
    if not target.is_dir():
        with tempfile.TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as scratch:
            half_made = Path(scratch) / "copy"
            copy(half_made)
            open_to_all(half_made)
            with suppress(OSError):  # another instance was faster: its copy is as good
                half_made.rename(target)
    return target


def open_to_all(folder: Path) -> None:
    """To read and to run; what it has of links stays as it is."""
    for parent, _, names in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in names:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
