"""Texts that dispatch asks for: one message, one person, one id that a repeat shares. Notify words and sends them.

What no topic may show (a meeting point) is put into `sealed`, and travels sealed for its message id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from schemas import text_lengths
from schemas.text_units import cut, units_in_text
from schemas.values import MessageClass

Channels = tuple[Literal["sms", "email"], ...]
SMS: Channels = ("sms",)
MAIL: Channels = ("email",)

_LANES: Final = {
    MessageClass.SAFETY: (
        "V8 V8b V8c V11c V11d V12 V12a V12b V12c V12d V17 V17b V17c V20 V20b V31 V31b V32 V32b V37 V45 V49 D1 D1a D1b"
        " D1c D1d D1e D1f D1g D1h D1i D1j D4b D4c D8 D9 D11 D16 D16b D24b D32 D34 D34c D34d D34e"
        " D34f D34g"
    ),
    MessageClass.DUTY: (
        "D2 D3 D3b D4 D4a D5 D5b D6 D7 D10 D12 D12b D13 D13b D13c D13d D15 D15b D16c D16d D17 D17b D18 D19 D20 D21 D22"
        " D23 D23b D24 D25 D26 D27 D27b D27c D28 D28b D29 D30 D31 D33 D34b D35 D36"
    ),
    MessageClass.OFFER: "V2 V2b V2s",
    MessageClass.ASSIGNMENT: (
        "V3 V4 V4b V4c V4d V5 V5b V6 V6a V6b V13 V14 V15 V15b V16 V16b V16c V18 V19 V19b V20c V21 V22 V25"
        " V25b V27 V30 V31c V31d V31e V33 V34 V35 V35b V36 V36b V38 V38b V38c V40 V42 V42b V43 V43b V44 V46 V46b"
        " V47 V47b V48 V48b V50 V51 answer"
    ),
    MessageClass.NOTICE: (
        "V9C V9Cb V9F V9Fb V9G V9P V9Pb V9S V9X V11 V11b V23lead V23new V23off V23on V24 V26 V39 V5c mail-opened"
        " withdrawn"
    ),
}
CLASS_OF: Final = {template: lane for lane, templates in _LANES.items() for template in templates.split()}
"""The lane of each template (rule R23): what keeps people safe overtakes everything."""

LONGEST = {
    "org": text_lengths.NETWORK_NAME,
    "zone": text_lengths.ZONE,
    "buddy": text_lengths.CALLSIGN,
    "callsign": text_lengths.CALLSIGN,
    "meeting_point": text_lengths.MEETING_POINT,
    "place": text_lengths.PLACE,
    "scene": text_lengths.SCENE,
    "missions": text_lengths.MISSIONS,
    "requests": text_lengths.REQUESTS,
}
"""How much fits into one text; a longer name is cut at a word, never refused."""


@dataclass(frozen=True, slots=True)
class MessageRequest:
    """A message to one person, before it is sealed and announced."""

    id: UUID
    network_id: str
    subject_id: UUID
    person_id: UUID
    callsign: str
    template: str
    params: Mapping[str, str]
    sealed: Mapping[str, str] | None = field(default=None, repr=False)
    not_after: datetime | None = None
    channels: Channels = SMS
    exercise: bool = False
    correlation_id: UUID | None = None
    new_language: Literal["en", "es"] | None = None


def id_of_message(subject_id: UUID, person_id: UUID, template: str, occasion: str) -> UUID:
    """The same question to the same person on the same occasion is the same message (rule R79)."""
    return uuid5(subject_id, f"{person_id}:{template}:{occasion}")


def named(callsigns: Sequence[str]) -> str:
    """Partners, as a text has room for them: one by name, the one that leaves most room, and how many more."""
    others = len(callsigns) - 1
    return min(callsigns, key=len, default="") + (f" +{others}" if others > 0 else "")


def fitting(placeholder: str, value: str) -> str:
    """A name cut at a word to what a text takes."""
    return cut(value, LONGEST[placeholder])


def fitted(params: Mapping[str, str]) -> dict[str, str]:
    return {name: fitting(name, value) if name in LONGEST else value for name, value in params.items()}


def too_long(params: Mapping[str, str]) -> list[str]:
    """Which of them a text says only in part."""
    return [name for name, value in params.items() if name in LONGEST and units_in_text(value) > LONGEST[name]]
