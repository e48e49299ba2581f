"""People as notify knows them: how they can be reached, and whether they agreed to texts. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ConsentState(StrEnum):
    """To texts. Mail needs none: it goes to whom the network gave an address for."""

    INVITED = "invited"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact as it is kept; number and address stay sealed."""

    person_id: UUID
    network_id: str
    language: str
    consent: ConsentState
    phone_index: bytes | None
    optout_index: bytes | None
    callsign: str = ""
    sealed_phone: bytes | None = None
    sealed_email: bytes | None = None


@dataclass(frozen=True, slots=True)
class LastTexted:
    """What a person was texted of late."""

    person_id: UUID
    at: datetime
    codes: frozenset[str]
    """The incidents' that were named."""


@dataclass(frozen=True, slots=True)
class SealedContact:
    """A contact to be written."""

    person_id: UUID
    network_id: str
    callsign: str
    org: str | None
    language: str
    consent: ConsentState
    sealed_phone: bytes | None
    sealed_email: bytes | None
    phone_index: bytes | None
    optout_index: bytes | None


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A line of the ledger."""

    person_id: UUID | None
    optout_index: bytes
    act: str
    how: str
    wording_sha256: bytes | None = None
    language: str | None = None
    evidence: str | None = None
    stated_at: datetime | None = None
    sealed_how: bytes | None = None
    """With `stated`: in an admin's words."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """What can be used to reach the person. A caller who said that texts are safe has opted in."""

    consent: ConsentState
    phone: bool
    email: bool
    suppressed: bool
    """STOP was texted from this number and START was not since, whoever owns it now."""
    allowed: bool = True
    """The number begins with a prefix that may be texted (against SMS pumping, rule R27)."""
    capped: bool = False
    """The number, or all callers' together, had as many texts as may be (rule R27)."""
    readable: bool = True
    """The sealed number could be opened."""
    optout_index: bytes | None = None


@dataclass(frozen=True, slots=True)
class NumberTrouble:
    """Texts to a number that did not arrive lately."""

    misses: int
    """In a row."""
    last_missed_at: datetime
    takes_no_texts: bool


@dataclass(frozen=True, slots=True)
class CallerNumber:
    """The number that the caller of a report was texted at."""

    report_id: UUID
    suppressed: bool
    trouble: NumberTrouble | None


@dataclass(frozen=True, slots=True)
class ContactReach:
    """Why a person cannot be reached by text and by mail; None: they can be."""

    text_reason: str | None
    mail_reason: str | None


@dataclass(frozen=True, slots=True)
class AnnouncedReach:
    """The last that was said of a person."""

    person_id: UUID
    revision: int
    reach: ContactReach


@dataclass(frozen=True, slots=True)
class ReachNow:
    """What is to be announced of a person, beside what was announced last (None: nothing yet)."""

    person_id: UUID
    callsign: str | None
    """None: forgotten."""
    recipient: Recipient | None
    trouble: NumberTrouble | None
    announced: ContactReach | None
    revision: int
