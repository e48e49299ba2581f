"""Files of a program that runs: one that was listed may be gone before it is looked at."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Looked = TypeVar("Looked")


def looked_at(folder: Path, look: Callable[[Path], Looked]) -> Iterator[tuple[Path, Looked]]:
    """Each file and folder below, with what was seen of it; what is gone by then is left out."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            yield path, look(path)
