"""A text from a volunteer that only a person can understand. Pure."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class UnreadText(NamedTuple):
    """Sealed as it came; `guess` is what the grammar would have made of it, `code` what it is most likely about."""

    reply_id: UUID
    person_id: UUID
    network_id: str
    callsign: str
    code: str
    guess: str | None
    words: bytes
    received_at: datetime
