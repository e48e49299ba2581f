"""The small types that every event and request is made of, each refusing what it cannot mean."""

import os
import re
import time
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from schemas.language.tags import canonical
from schemas.phone_numbers import one_number


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then randomness, so that ids sort by age."""
    return UUID(uuid7_text())


def uuid7_text() -> str:
    """The same as text, which is all that a report in a flood of them needs."""
    age, chance = f"{time.time_ns() // 1_000_000:012x}", os.urandom(9).hex()
    return f"{age[:8]}-{age[8:]}-7{chance[:3]}-8{chance[3:6]}-{chance[6:]}"


def storable(text: str) -> str:
    """Refuse what PostgreSQL's text or UTF-8 cannot hold: NUL and lone surrogates (rule R92)."""
    if "\x00" in text:
        raise ValueError("contains a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("contains half of a surrogate pair") from None
    return text


PHONE_PATTERN: Final = r"^\+[1-9]\d{6,14}$"
HOTLINE_PHONE_PATTERN: Final = r"^[0-9() +.-]{7,20}$"
REF_PATTERN: Final = r"^\d{6,8}$"
CODE_PATTERN: Final = r"^[2-9CDFGHJKMNPQRTVWXY]{3,5}$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
NETWORK_ID_PATTERN: Final = r"^[a-z][a-z0-9-]{1,39}$"
CALLSIGN_PATTERN: Final = r"^[A-Z][A-Z0-9-]{1,9}$"
AGENCY_PATTERN: Final = r"^[a-z_]{2,40}$"
"""What people type; schemas/field_faults.py says of each what is meant."""

_A_NUMBER_OR_ADDRESS: Final = re.compile(r"\d(?:[\s().+-]*\d){6,}|\S@\S")


def names_nobody(text: str) -> str:
    """Refuse a telephone number or a mail address where a name is kept and shown in clear (rule R61)."""
    if _A_NUMBER_OR_ADDRESS.search(unicodedata.normalize("NFKC", text)):
        raise ValueError("looks like a telephone number or a mail address, and is kept in clear")
    return text


def few_digits(text: str) -> str:
    """Refuse what could hide a telephone number in a tag or a call sign, which topics show (rule R61)."""
    if sum(map(str.isdigit, text)) > 4:
        raise ValueError("has more than 4 digits")
    return text


SafeText = Annotated[str, AfterValidator(storable)]
ShortText = Annotated[str, StringConstraints(max_length=200), AfterValidator(storable)]
NameInClear = Annotated[ShortText, AfterValidator(names_nobody)]
LongText = Annotated[str, StringConstraints(max_length=4000), AfterValidator(storable)]


def _as_one_number(number: Any) -> Any:
    return one_number(number) if isinstance(number, str) else number


def _in_ascii(digits: str) -> str:
    """The digits of every script fit a pattern's digit, and only ours can be dialled or found again."""
    if not digits.isascii():
        raise ValueError("ASCII digits only")
    return digits


PhoneE164 = Annotated[
    str, StringConstraints(pattern=PHONE_PATTERN), BeforeValidator(_as_one_number), AfterValidator(_in_ascii)
]
"""+52 1 and ten digits is taken as +52 and ten digits: one number."""
RefCode = Annotated[str, StringConstraints(pattern=REF_PATTERN), AfterValidator(_in_ascii)]
"""The spoken number of a report; it never authorises a read (rule R33)."""
IncidentCode = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]


def _in_one_form(tag: Any) -> Any:
    return canonical(tag) if isinstance(tag, str) else tag


Language = Annotated[
    str,
    StringConstraints(pattern=LANGUAGE_PATTERN, max_length=35),
    BeforeValidator(_in_one_form),
]
"""A BCP-47 tag: es, quc, zap, zh-Hant; tags that CLDR does not know are welcome (rule R16). ES and spa are es."""
SpokenLanguage = Annotated[Language, AfterValidator(few_digits)]
"""As a request may say it: BCP-47 would take a telephone number in its subtags."""
NetworkId = Annotated[str, StringConstraints(pattern=NETWORK_ID_PATTERN)]
Callsign = Annotated[str, StringConstraints(pattern=CALLSIGN_PATTERN)]
NewCallsign = Annotated[Callsign, AfterValidator(few_digits)]
OpenWord = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A code of a vocabulary that may grow: readers take a new one as it comes."""
Cell = Annotated[str, StringConstraints(pattern=r"^8[0-9a-f]{14}$")]
"""An H3 cell as hex; in topics never finer than resolution 7 (rule R61)."""
Sealed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]*$", max_length=24_000)]
"""AES-256-GCM ciphertext in base64 (rule R62): the only form in which anything personal travels."""


def rfc3339(moment: Any) -> str:
    """RFC 3339 in UTC with Z and microseconds."""
    text: str = moment.isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

FIRST_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
END_OF_TIME: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""What we are told of lies between; beyond, sums over times overflow."""


def _of_our_time(moment: datetime) -> datetime:
    if not FIRST_MOMENT <= moment < END_OF_TIME:
        raise ValueError("is not between 2000 and 2100")
    return moment


def _countable(number: int) -> int:
    if not -(2**31) <= number < 2**31:
        raise ValueError("is more than anything that is counted")
    return number


def _of_the_globe(degrees: float) -> float:
    if not -180 <= degrees <= 180:
        raise ValueError("is nowhere on the globe")
    return degrees


Number = Annotated[int, AfterValidator(_countable)]
"""As PostgreSQL's integer holds it."""
Degrees = Annotated[float, AfterValidator(_of_the_globe)]

Moment = Annotated[
    AwareDatetime,
    AfterValidator(_of_our_time),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


StatedMoment = Annotated[Moment, Field(ge=FIRST_MOMENT, lt=END_OF_TIME)]
"""As somebody outside says it: no year in which reckoning with days and zones leaves the calendar."""


class Value(BaseModel):
    """A frozen value; fields that a newer producer added are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Trust(StrEnum):
    """How far a source is trusted (rule R30); only `operator` can be released without a human."""

    OPERATOR = "operator"
    PARTNER = "partner"
    PUBLIC = "public"
    TEST = "test"


class Request(StrEnum):
    """What the caller wants; only `observe` may text an observer (rule R1)."""

    OBSERVE = "observe"
    SUPPORT = "support"
    INFORMATION = "information"


class Channel(StrEnum):
    PHONE = "phone"
    VOICEMAIL = "voicemail"
    SMS = "sms"
    WEB = "web"
    PARTNER = "partner"


class Accuracy(StrEnum):
    """How well the place is known; `intersection` or better is needed for release."""

    EXACT = "exact"
    INTERSECTION = "intersection"
    NEIGHBORHOOD = "neighborhood"
    UNKNOWN = "unknown"


class Level(StrEnum):
    TRAINEE = "trainee"
    OBSERVER = "observer"
    VERIFIED = "verified"
    LEAD = "lead"


LEVEL_RANK = {Level.TRAINEE: 0, Level.OBSERVER: 1, Level.VERIFIED: 2, Level.LEAD: 3}


class Outcome(StrEnum):
    """What was found; "saw nothing" is not "not immigration" (rule R4)."""

    CONFIRMED_ONGOING = "confirmed_ongoing"
    CONFIRMED_PAST = "confirmed_past"
    UNFOUNDED_OTHER = "unfounded_other"
    NOTHING_SEEN = "nothing_seen"
    UNABLE = "unable"


class MessageClass(StrEnum):
    """The lane a text travels in, most urgent first (rule R23)."""

    SAFETY = "safety"
    DUTY = "duty"
    OFFER = "offer"
    ASSIGNMENT = "assignment"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """What became of a message; the last five are final (rule R71)."""

    HANDED_OFF = "handed_off"
    DELIVERED = "delivered"
    UNCONFIRMED = "unconfirmed"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    EXPIRED = "expired"
