"""What the phone network has seen: every text both ways, by sid and by phone, the newest `keep` of them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from sys import intern

from deploy.sandbox.clock import milliseconds
from deploy.sandbox.network.segments import TextEncoding

OUTBOUND, INBOUND = "outbound-api", "inbound"


@dataclass(slots=True)
class StatusCallback:
    """One status callback that was answered, or given up."""

    status: str
    at_us: int
    answered: int | None
    """The HTTP status of the answer; None when none of the attempts got one."""
    attempts: int

    def as_json(self) -> dict[str, object]:
        return {
            "status": self.status,
            "at": milliseconds(self.at_us),
            "answered": self.answered,
            "attempts": self.attempts,
        }


@dataclass(slots=True)
class CarrierText:
    sid: str
    direction: str
    to: str
    sender: str
    body: str
    at_us: int
    segments: int
    encoding: TextEncoding
    status: str
    updated_us: int
    status_callback: str | None = None
    service_sid: str | None = None
    validity_s: int | None = None
    error_code: int | None = None
    hidden: bool = False
    """Kept out of the provider's own list, as a list that lags would."""
    callbacks: list[StatusCallback] | None = None
    number: int = 0
    """Its place in the ledger: 1, 2, 3 ..."""

    @property
    def phone(self) -> str:
        """The person's end of it."""
        return self.to if self.direction == OUTBOUND else self.sender

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "sid": self.sid,
            "direction": self.direction,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "accepted_at": milliseconds(self.at_us),
            "segments": self.segments,
            "encoding": self.encoding,
            "status": self.status,
            "error_code": self.error_code,
            "validity_s": self.validity_s,
            "status_callback": self.status_callback,
            "callbacks": [callback.as_json() for callback in self.callbacks or ()],
        }

    def status_as_json(self) -> dict[str, object]:
        return {
            "sid": self.sid,
            "phone": self.phone,
            "status": self.status,
            "error_code": self.error_code,
            "at": milliseconds(self.updated_us),
        }


@dataclass(slots=True)
class Phone:
    number: str
    label: str = ""
    texts: deque[CarrierText] = field(default_factory=deque)
    blocked: set[str] = field(default_factory=set)
    """The senders this phone has opted out of."""

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "label": self.label,
            "opted_out_of": sorted(self.blocked),
            "texts": len(self.texts),
        }


class Ledger:
    """In memory only; the journal makes it survive."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._texts: deque[CarrierText] = deque()
        self._by_sid: dict[str, CarrierText] = {}
        self._phones: dict[str, Phone] = {}
        """Ordered: the phone that had a text last stands last."""
        self.seen = 0
        self.accepted = 0
        self.last_sender: str | None = None
        self.hotlines: set[str] = set()
        """The numbers that people have texted."""

    def add(self, text: CarrierText) -> None:
        self.seen += 1
        text.number = self.seen
        text.to, text.sender = intern(text.to), intern(text.sender)
        phone = self._phones.pop(text.phone, None) or Phone(text.phone)
        self._phones[text.phone] = phone
        phone.texts.append(text)
        self._texts.append(text)
        self._by_sid[text.sid] = text
        if text.direction == OUTBOUND:
            self.accepted += 1
            self.last_sender = text.sender
        else:
            self.hotlines.add(text.to)
        if len(self._texts) > self._keep:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        """The oldest text of all is also the oldest of its phone."""
        oldest = self._texts.popleft()
        del self._by_sid[oldest.sid]
        phone = self._phones[oldest.phone]
        phone.texts.popleft()
        if not phone.texts and not phone.label and not phone.blocked:
            del self._phones[oldest.phone]

    def get(self, sid: str) -> CarrierText | None:
        return self._by_sid.get(sid)

    def phone(self, number: str) -> Phone:
        """The phone of that number, known from now on."""
        if number not in self._phones:
            self._phones[number] = Phone(number)
        return self._phones[number]

    def known_phone(self, number: str) -> Phone | None:
        return self._phones.get(number)

    def blocks(self, number: str, sender: str) -> bool:
        phone = self._phones.get(number)
        return phone is not None and sender in phone.blocked

    def phones_newest_first(self) -> Iterator[Phone]:
        return reversed(self._phones.values())

    @property
    def phone_count(self) -> int:
        return len(self._phones)

    def newest_first(self) -> Iterator[CarrierText]:
        return reversed(self._texts)

    def oldest_first(self) -> Iterator[CarrierText]:
        return iter(self._texts)

    def after(self, number: int) -> list[CarrierText]:
        """The texts behind that place, oldest first."""
        behind = []
        for text in self.newest_first():
            if text.number <= number:
                break
            behind.append(text)
        behind.reverse()
        return behind

    def __len__(self) -> int:
        return len(self._texts)

    def clear(self) -> None:
        """Texts and opt-outs go; a phone keeps the name it was given. Places are counted on."""
        self._texts.clear()
        self._by_sid.clear()
        self.accepted = 0
        self._phones = {
            phone.number: Phone(phone.number, phone.label) for phone in self._phones.values() if phone.label
        }
