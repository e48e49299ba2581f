"""A text from a volunteer that waits for a person: nobody but one can understand it, or it asks for one. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.dispatch.model.incident import PageReason


class UnreadKind(StrEnum):
    UNREAD = "unread"
    """No rule understood it."""
    TALK = "talk"
    """They ask for a call."""
    NOT_OK = "not_ok"
    """They are not well."""


class SettledAs(StrEnum):
    ANSWERED = "answered"
    CLOSED = "closed"


PAGED_AS: Final = {
    UnreadKind.UNREAD: (PageReason.UNREAD_TEXT, PageReason.UNREAD_ALONE),
    UnreadKind.TALK: (PageReason.TALK,),
    UnreadKind.NOT_OK: (PageReason.NOT_OK,),
}
"""Why somebody is paged about it, until it is settled or taken."""


@dataclass(frozen=True, slots=True)
class UnreadText:
    """Sealed as it came; `guess` is what the grammar would have made of it, `code` what it is most likely about."""

    reply_id: UUID
    person_id: UUID
    network_id: str
    callsign: str
    code: str
    guess: str | None
    words: bytes = field(repr=False)
    received_at: datetime
    kind: UnreadKind = UnreadKind.UNREAD
    incident_id: UUID | None = None
    settled_as: SettledAs | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None
    note: bytes | None = field(default=None, repr=False)
    """Sealed: the answer, or what it was."""

    @property
    def subject_id(self) -> UUID:
        """What its texts and events are about."""
        return self.incident_id or self.reply_id


@dataclass(frozen=True, slots=True)
class WaitingText:
    """One as people look at it, with where its sender stands on the mission."""

    text: UnreadText
    stage: str | None
    """Their state on it; None when they are on it no more, or never were."""
    stood_down: str | None = None
    """Why it was stood down."""
