"""Records on every topic: forged in every way, and rightly signed about things that cannot be. Pure."""

import base64
import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from deploy.local.layout import CHECKOUT
from schemas.topics import TOPICS, Topic
from services.chassis.event_macs import EventMacs
from tests.fuzz.hostile import MOMENTS, broken, spoilt
from tests.fuzz.requests import filled
from tests.fuzz.senders import Known

EXAMPLES: Final = CHECKOUT / "schemas/examples"
FORGERIES: Final = ("no mac", "random mac", "mac of another topic", "changed after", "cut off", "noise", "nothing")
POISONS: Final = (
    "mac that does not fit",
    "mac of another topic",
    "unknown type",
    "unknown version",
    "not JSON",
    "nothing",
    "very long",
    "very deep",
    "half a character",
    "a year ahead",
    "a jump of revision",
    "no key",
    "sealed by nobody",
)
"""The kinds of `make faults` (tests/faults/harm.py), here on every topic that a service reads."""
READ: Final = tuple(topic for topic in TOPICS if set(topic.consumers) - {"console"})


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    topic: Topic
    kind: str
    how: str
    value: bytes | None = field(repr=False)
    key: bytes = b""
    headers: Sequence[tuple[str, bytes]] = field(repr=False, default=())

    def __str__(self) -> str:
        return f"record #{self.number} {self.kind} on {self.topic.name}, {self.how}"


def examples(folder: Path = EXAMPLES) -> dict[str, list[Any]]:
    """By type, as published."""
    return {
        each.name: [json.loads(file.read_text()) for file in sorted(each.glob("*.json"))] for each in folder.iterdir()
    }


def a_record(
    seed: int, number: int, known: Known, published: Mapping[str, Sequence[Any]], macs: EventMacs, *, forged: bool
) -> Record:
    """The one of this number. `macs` sign for every producer. Half of what is not forged are the poisons in turn, on
    each topic in turn."""
    chance = Random(f"{seed}/record/{number}")
    if not forged and number % 2:
        place = number // 2
        topic = READ[place // len(POISONS) % len(READ)]
        return _poisoned(number, POISONS[place % len(POISONS)], topic, known, published, macs, chance)
    topic = chance.choice(READ)
    kind = chance.choice(topic.events).TYPE
    event = _event(chance.choice(published[kind]), chance, known)
    key = str(number).encode()
    how = "fitting"
    if not forged or chance.random() < 0.3:
        how = "spoilt"
        event = _spoilt(event, chance)
    value = json.dumps(event, separators=(",", ":")).encode()
    if not forged:
        if chance.random() < 0.1:
            how, value = "broken", broken(value, chance)
        if not value.endswith(b"}") or len(value) > 200_000:
            value = b'{"id":1}'
        return Record(number, topic, kind, how, macs.signed(topic.name, value), key, _headers(event, chance))
    how = chance.choice(FORGERIES)
    return Record(number, topic, kind, how, _forged(how, topic, value, chance, macs), key, _headers(event, chance))


def _poisoned(
    number: int,
    how: str,
    topic: Topic,
    known: Known,
    published: Mapping[str, Sequence[Any]],
    macs: EventMacs,
    chance: Random,
) -> Record:
    kind = chance.choice(topic.events).TYPE
    event = _event(chance.choice(published[kind]), chance, known)
    headers = _headers(event, chance)
    said = json.dumps(_bad(how, event, chance), separators=(",", ":")).encode()
    value: bytes | None
    match how:
        case "nothing":
            value = None
        case "mac that does not fit":
            signed = macs.signed(topic.name, said)
            value = signed[:-12] + b'AAAAAAAA"}'
        case "mac of another topic":
            value = macs.signed(chance.choice([each for each in TOPICS if each != topic]).name, said)
        case "not JSON":
            value = macs.signed(topic.name, said[: len(said) // 2] + b"}")
        case "very deep":
            value = macs.signed(topic.name, b'{"data": ' + b"[" * 50_000 + b"]" * 50_000 + b"}")
        case _:
            value = macs.signed(topic.name, said)
    key = b"" if how == "no key" else str(number).encode()
    return Record(number, topic, kind, how, value, key, headers)


def _bad(how: str, event: Any, chance: Random) -> Any:
    data = dict(event["data"])
    match how:
        case "unknown type":
            event["type"] = "hotline.report.sang.v1"
        case "unknown version":
            event["type"] = event["type"].rpartition(".")[0] + ".v99"
        case "very long":
            event["subject"] = "x" * 200_000
        case "half a character":
            texts = {name: f"\ud800{value}" for name, value in data.items() if isinstance(value, str)}
            event |= {"subject": "\ud800", "data": {**data, **texts}}
        case "a year ahead":
            event["time"] = (datetime.fromisoformat(event["time"]) + timedelta(days=365)).isoformat()
        case "a jump of revision":
            event["data"] = {**data, "revision": 10**6, "generation": 10**6}
        case "sealed by nobody":
            nobody = base64.b64encode(chance.randbytes(64)).decode()
            event["data"] = {name: nobody if name.startswith("sealed_") else data[name] for name in data}
    return event


def _event(example: Any, chance: Random, known: Known) -> Any:
    event = copy.deepcopy(example)
    event["id"] = f"{chance.getrandbits(32):08x}-0000-7000-8000-{chance.getrandbits(48):012x}"
    event["data"] = filled(event["data"], known, chance)
    event["time"] = known.objects["now"][0]
    return event


def _spoilt(event: Any, chance: Random) -> Any:
    """Mostly within its data, as only a producer that was taken over could say it."""
    match chance.randrange(10):
        case 0:
            return spoilt(event, chance)
        case 1:
            return {**event, "time": chance.choice(MOMENTS)}
        case 2:
            return {**event, "subject": chance.choice(("", "\x00", "a" * 5000, "1"))}
        case 3 | 4 | 5:
            data = dict(event["data"])
            for name, value in data.items():
                if isinstance(value, str) and len(value) > 10 and value[4] == "-" and "T" in value:
                    data[name] = chance.choice(MOMENTS[:6])
                elif isinstance(value, int) and not isinstance(value, bool):
                    data[name] = chance.choice((value, 0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30))
            return {**event, "data": data}
        case _:
            return {**event, "data": spoilt(event["data"], chance)}


def _forged(how: str, topic: Topic, value: bytes, chance: Random, macs: EventMacs) -> bytes | None:
    match how:
        case "random mac":
            mac = base64.urlsafe_b64encode(chance.randbytes(32)).decode().rstrip("=")
            claims = ",".join(f"{reader}:1.{mac}" for reader in topic.consumers)
            return value[:-1] + f',"mac":"{claims}"}}'.encode()
        case "mac of another topic":
            return macs.signed(chance.choice([each for each in TOPICS if each != topic]).name, value)
        case "changed after":
            signed = bytearray(macs.signed(topic.name, value))
            signed[chance.randrange(len(value) - 1)] ^= 1 << chance.randrange(8)
            return bytes(signed)
        case "cut off":
            return macs.signed(topic.name, value)[: -chance.randint(1, 40)]
        case "noise":
            return chance.randbytes(chance.randrange(2000))
        case "nothing":
            return None
        case _:
            return value


def _headers(event: Any, chance: Random) -> list[tuple[str, bytes]]:
    """They are believed nowhere, so they may say anything."""
    told = event.get("type") if isinstance(event, dict) else None
    return [
        ("ce_type", str(told).encode(errors="replace")),
        ("ce_id", chance.randbytes(8)),
        ("", b"\xff" * chance.randrange(50)),
    ]
