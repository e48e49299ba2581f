"""Records on every topic: forged in every way, and rightly signed about things that cannot be. Pure."""

import base64
import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from deploy.local.layout import CHECKOUT
from schemas.topics import TOPICS, Topic
from services.chassis.event_macs import EventMacs
from tests.fuzz.hostile import MOMENTS, broken, spoilt
from tests.fuzz.requests import Known, filled

EXAMPLES: Final = CHECKOUT / "schemas/examples"
FORGERIES: Final = ("no mac", "random mac", "mac of another topic", "changed after", "cut off", "noise", "nothing")


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    topic: Topic
    kind: str
    how: str
    value: bytes | None = field(repr=False)
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
    """The one of this number. `macs` sign for every producer."""
    chance = Random(f"{seed}/record/{number}")
    topic = chance.choice([topic for topic in TOPICS if set(topic.consumers) - {"console"}])
    kind = chance.choice(topic.events).TYPE
    event = _event(chance.choice(published[kind]), chance, known)
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
        return Record(number, topic, kind, how, macs.signed(topic.name, value), _headers(event, chance))
    how = chance.choice(FORGERIES)
    return Record(number, topic, kind, how, _forged(how, topic, value, chance, macs), _headers(event, chance))


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
