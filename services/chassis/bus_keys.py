"""The keys that services authenticate their events with: one for each pair of a producer and a reader (rule R104).

They lie in the keyring as `bus/<producer>.<consumer>/<generation>.key`. The newest generation signs; the last two are
believed, so that what lies on the topics while a new one is made stays authentic. What is older is destroyed.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from schemas.event_mac import MacKey
from schemas.topics import TOPICS
from services.chassis.key_files import KeyMissing, KeyRefused, make_key

PAIRS: Final = tuple(sorted({(topic.producer, reader) for topic in TOPICS for reader in topic.consumers}))
BELIEVED: Final = 2
ROTATED_AFTER: Final = timedelta(days=30)


class BusKeys:
    """Of one keyring. A service has the pairs that it is one of (rule R68); None is the key job."""

    def __init__(self, keyring: Path, service: str | None = None) -> None:
        self._folder = keyring / "bus"
        self._service = service

    def of(self, producer: str, consumer: str) -> tuple[MacKey, ...]:
        """The generations that are believed, the newest first.

        Raises:
            KeyMissing: this pair has none.
            KeyRefused: this service is none of the two.
        """
        if self._service not in (None, producer, consumer):
            raise KeyRefused(f"bus/{producer}.{consumer}")
        files = self._files(producer, consumer)[:BELIEVED]
        try:
            keys = tuple(MacKey(int(file.stem), file.read_bytes()) for file in files)
        except (OSError, ValueError):
            keys = ()
        if not keys:
            raise KeyMissing(f"bus/{producer}.{consumer}")
        return keys

    def ensure(self, now: datetime) -> list[str]:
        """A first key for each pair that has none, and the next for each whose newest is old; returns their ids."""
        return [self._next(*pair) for pair in PAIRS if self._is_due(*pair, now)]

    def rotate(self) -> list[str]:
        """The next key for every pair, whatever the age of the last."""
        return [self._next(*pair) for pair in PAIRS]

    def _files(self, producer: str, consumer: str) -> list[Path]:
        """Newest first."""
        files = (self._folder / f"{producer}.{consumer}").glob("*.key")
        found = [file for file in files if file.stem.isascii() and file.stem.isdecimal()]
        return sorted(found, key=lambda file: int(file.stem), reverse=True)

    def _is_due(self, producer: str, consumer: str, now: datetime) -> bool:
        files = self._files(producer, consumer)
        return not files or datetime.fromtimestamp(files[0].stat().st_mtime, UTC) <= now - ROTATED_AFTER

    def _next(self, producer: str, consumer: str) -> str:
        files = self._files(producer, consumer)
        number = 1 + int(files[0].stem) if files else 1
        make_key(self._folder / f"{producer}.{consumer}" / f"{number}.key")
        for outdated in files[BELIEVED - 1 :]:
            outdated.unlink(missing_ok=True)
        return f"bus/{producer}.{consumer}/{number}"
