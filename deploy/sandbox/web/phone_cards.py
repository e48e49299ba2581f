"""The phones as a person would see them: a card per number, its thread, who is found by name or number. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from deploy.sandbox.network.ledger import OUTBOUND, CarrierText, Ledger, Phone
from deploy.sandbox.web.phrases import Phrases

TEXTS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class TextBubble:
    """One text of a thread."""

    sid: str
    side: str
    """Of the thread: "theirs" for the hotline's, "mine" for the phone's."""
    sender: str
    body: str
    at_us: int
    size: str
    mood: str
    """For the colour: good, bad or waiting."""
    status: str


@dataclass(frozen=True, slots=True)
class PhoneCard:
    """A phone with its newest texts, oldest first."""

    key: str
    number: str
    name: str
    number_below: str
    """Empty where the number is the name."""
    initials: str
    hue: int
    is_opted_out: bool
    has_older: bool
    bubbles: tuple[TextBubble, ...]


def card_of(phone: Phone, phrases: Phrases) -> PhoneCard:
    newest = list(islice(reversed(phone.texts), TEXTS_SHOWN))
    return PhoneCard(
        key=phone.number.removeprefix("+"),
        number=phone.number,
        name=phone.label or _readable(phone.number),
        number_below=_readable(phone.number) if phone.label else "",
        initials=phone.label.strip()[:1].upper() or phone.number[-2:],
        hue=sum(phone.number.encode()) % 8,  # one of eight colours, always the same for a number
        is_opted_out=bool(phone.blocked),
        has_older=len(phone.texts) > TEXTS_SHOWN,
        bubbles=tuple(_bubble(text, phrases) for text in reversed(newest)),
    )


def phones_found(ledger: Ledger, wanted: str) -> Iterator[Phone]:
    """Whose name holds the words, or whose number the digits; the newest first."""
    return (phone for phone in ledger.phones_newest_first() if _fits(phone, wanted))


def _fits(phone: Phone, wanted: str) -> bool:
    wanted = wanted.strip().casefold()
    digits = "".join(character for character in wanted if character.isascii() and character.isdigit())
    return not wanted or wanted in phone.label.casefold() or (bool(digits) and digits in phone.number)


def _bubble(text: CarrierText, phrases: Phrases) -> TextBubble:
    is_outbound = text.direction == OUTBOUND
    parts = phrases["segment"] if text.segments == 1 else phrases["segments"]
    mood, status = _status(text, phrases)
    return TextBubble(
        sid=text.sid,
        side="theirs" if is_outbound else "mine",
        sender=phrases["from_hotline"] if is_outbound else phrases["from_phone"],
        body=text.body,
        at_us=text.at_us,
        size=f"{text.segments} {parts} · {text.encoding}",
        mood=mood,
        status=status,
    )


def _status(text: CarrierText, phrases: Phrases) -> tuple[str, str]:
    """Its mood, and its words for everybody."""
    if text.direction != OUTBOUND:
        answered = text.callbacks[-1].answered if text.callbacks else None
        if text.callbacks is None:
            return "waiting", phrases["status_received"]
        if answered is not None and 200 <= answered < 300:
            return "good", phrases["received_2xx"]
        return "bad", phrases["received_not"] + (f" ({answered})" if answered else "")
    words = phrases.get(f"status_{text.status}", text.status)
    match text.status:
        case "delivered":
            return "good", words
        case "undelivered" | "failed":
            return "bad", words + (f" ({phrases['error']} {text.error_code})" if text.error_code else "")
        case _:
            return "waiting", words


def _readable(number: str) -> str:
    if number.startswith("+1") and len(number) == 12:
        return f"+1 {number[2:5]} {number[5:8]} {number[8:]}"
    return number
