"""What a person's reply can be read against, and everything that it can turn out to mean. Pure values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Stage(StrEnum):
    """How far this person's mission is."""

    HELD = "held"
    CONFIRMED = "confirmed"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"


@dataclass(frozen=True, slots=True)
class OwnMission:
    """The one mission that this person has."""

    code: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page that this person was sent and nobody has taken yet."""

    code: str
    sos: bool = False
    ref: str | None = None
    """The report of the caller who may be in danger: it names this one of those with the same code."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the words are read against: everything that is open between this person and us."""

    open_offers: tuple[str, ...] = ()
    assignment: OwnMission | None = None
    check_in_open: bool = False
    """They were asked whether they are well (V34) and have not answered yet."""
    duty_pages: tuple[OpenPage, ...] = ()
    """What this person, a duty lead or whoever stood in, was paged for and can acknowledge."""
    asked_again: str | None = None
    """V18 was sent for this offer: a second unclear yes goes to a human."""
    asked_release: str | None = None
    """This person asked to be released from this mission; a second time means it."""
    recent_codes: tuple[str, ...] = ()
    """What is over and a late reply may name (7 days), the latest first."""
    callsign: str = ""
    """Their own: people sign with it."""
    teammates: tuple[str, ...] = ()
    """Call signs of whoever is on the mission with them: harm done to one is a cry."""
    partner_awaited: bool = False
    """They were the first at the meeting point: whom they do not see has not come yet."""
    partner_in_sos: bool = False
    """The SOS of one of their team is open: whoever looks for them asks what we know, and cries no cry of their own."""


class FindingLetter(StrEnum):
    """What the pair saw; a reviewer makes it final."""

    CONFIRMED = "C"
    OTHER_AGENCY = "F"
    NOTHING_HERE = "G"
    CANNOT_TELL = "X"


@dataclass(frozen=True, slots=True)
class Accept:
    """Yes to an offer. Naming a mission that is theirs already is the same yes once more."""

    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Standby:
    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Decline:
    """No to one offer; without a code, to every offer that is open."""

    code: str | None


@dataclass(frozen=True, slots=True)
class EnRoute:
    code: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    code: str


@dataclass(frozen=True, slots=True)
class ReleaseMe:
    """Wants out of the mission; confirmed when asked before."""

    code: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Asked whether they want to be released, they go on."""

    code: str


@dataclass(frozen=True, slots=True)
class FindingReply:
    """Provisional. The free text is as it was typed; it is kept sealed and never logged."""

    code: str
    letter: FindingLetter
    people: int | None = None
    vehicles: int | None = None
    free_text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ok:
    pass


@dataclass(frozen=True, slots=True)
class NotOk:
    """The duty lead is paged at once (V17)."""


@dataclass(frozen=True, slots=True)
class Left:
    """Away from the scene. Without a mission there is nothing to be out of, and the code is None."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    pass


@dataclass(frozen=True, slots=True)
class SaidHour:
    """ "Till 5", "hasta el mediodia": an hour of the clock where they are."""

    hour: int
    minute: int = 0
    either_half: bool = False
    """Neither am nor pm was said: the next one."""


@dataclass(frozen=True, slots=True)
class ShiftOn:
    hours: int | None
    until: SaidHour | None = None


@dataclass(frozen=True, slots=True)
class ShiftOff:
    pass


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: Literal["en", "es"]


@dataclass(frozen=True, slots=True)
class Sos:
    code: str | None


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Ack:
    """A duty lead takes a page; without a code, every page that they were sent. `sos`: somebody's cry is among them."""

    code: str | None
    sos: bool = False
    beside: tuple[str, ...] = ()
    """Further codes that were named with it."""


@dataclass(frozen=True, slots=True)
class OptOut:
    pass


@dataclass(frozen=True, slots=True)
class OptIn:
    pass


@dataclass(frozen=True, slots=True)
class WhichOne:
    """V16: more than one thing is open and the text names none; of one code alone, an SOS page and another."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """V18: it sounds like yes, but nobody is sent on that."""

    code: str


@dataclass(frozen=True, slots=True)
class Late:
    """V15: what the text is about is over; never assigned, and nothing else is touched."""

    code: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Commands nothing."""

    best_guess: "ReplyCommand | None"
    words: tuple[str, ...] = field(repr=False)
    """What was not explained; personal, never logged. Empty for a bare courtesy ("thanks")."""
    copy_of_ours: bool = False

    @property
    def needs_a_human(self) -> bool:
        return bool(self.words)


ReplyCommand = (
    Accept | Standby | Decline | EnRoute | Arrived | ReleaseMe | Stay | FindingReply | Ok | NotOk | Left | Talk
    | ShiftOn | ShiftOff | SetLanguage | Sos | Help | Ack | OptOut | OptIn
)  # fmt: skip
Reading = ReplyCommand | WhichOne | AskAgain | Late | Unread

_NAMES = {ReleaseMe: "Release", FindingReply: "Finding"}


def name_of(command: ReplyCommand) -> str:
    """By which a guess is kept and shown, with its letter and numbers: "Finding C 4 2", "Accept 10 min".

    Rows written before hold the name, so it stays when a class is renamed.
    """
    name = _NAMES.get(type(command), type(command).__name__)
    return " ".join([name, *_told_by(command)])


def _told_by(command: ReplyCommand) -> list[str]:
    match command:
        case FindingReply(letter=letter, people=people, vehicles=vehicles):
            return [letter.value, *(str(count) for count in (people, vehicles) if count is not None)]
        case Accept(minutes=int(minutes)) | Standby(minutes=int(minutes)) | EnRoute(minutes=int(minutes)):
            return [f"{minutes} min"]
        case ShiftOn(hours=int(hours)):
            return [f"{hours} h"]
        case SetLanguage(language=language):
            return [language]
        case _:
            return []
