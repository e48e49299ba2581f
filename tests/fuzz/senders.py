"""Who may ask and who may not, and how each shows who it is: by key, signature, password, or nothing. Pure."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Final
from urllib.parse import parse_qsl

from services.chassis.auth import WINDOW_SECONDS, Role, sign
from services.notify.webhooks.signature import signature
from tests.fuzz.doors import Door, Guard

Headers = list[tuple[str, str]]


class Sender(StrEnum):
    NOBODY = "nobody"
    WRONG_KEY = "wrong key"
    ANOTHER_NETWORK = "another network"
    LOWER_ROLE = "another role"
    RIGHT = "right key"


STRANGERS: Final = (Sender.NOBODY, Sender.WRONG_KEY, Sender.ANOTHER_NETWORK, Sender.LOWER_ROLE)
WRONG_KEYS: Final = ("hl_0123456789ab_" + "A" * 43, "hl_", "Bearer", "hl_x_y", "\xff", "a" * 9000)
SIGNED: Final = 0.4
"""Of what a source may ask for, so much is signed; the rest comes with its key."""


@dataclass(frozen=True, slots=True)
class SourceKeys:
    """A source's key, and the secret that it signs with."""

    key: str
    secret: bytes = b""

    @property
    def key_id(self) -> str:
        return self.key.split("_")[1]


@dataclass(slots=True)
class Known:
    """What is to be had behind the doors: by the name of a field, values that exist; and keys that open.

    Attributes:
        staff: by role, of the network behind the walls.
        others: by role, of another network.
        source: of the network behind the walls.
        other_source: a source's of another network.
        public_url: of notify, as its provider signs it.
        provider: the hotline's account at its provider: name and password.
    """

    objects: dict[str, list[str]]
    staff: Mapping[Role, str]
    others: Mapping[Role, str]
    source: SourceKeys
    other_source: SourceKeys
    public_url: str
    provider: tuple[str, str]
    phones: Sequence[str] = ()


def a_sender(door: Door, chance: Random, senders: Sequence[Sender]) -> Sender:
    can = [each for each in senders if _may_be(door, each)]
    return chance.choice(can)


def _may_be(door: Door, sender: Sender) -> bool:
    match sender:
        case Sender.WRONG_KEY:
            return door.guard is not Guard.NOBODY
        case Sender.ANOTHER_NETWORK:
            return bool(door.roles) or (door.sources and door.method == "GET")
        case Sender.LOWER_ROLE:
            return 0 < len(door.roles) < len(Role)
        case _:
            return True


def shown_by(
    door: Door, sender: Sender, known: Known, chance: Random, method: str, target: str, body: bytes
) -> Headers:
    """What it says of itself."""
    match door.guard:
        case Guard.NOBODY:
            return []
        case Guard.WEBHOOK:
            return _webhook(sender, known, chance, target, body)
        case Guard.PASSWORD:
            return _password(sender, known, chance)
        case Guard.NEIGHBOUR:
            return _neighbour(sender, chance)
        case Guard.KEY:
            if door.signs and sender is not Sender.NOBODY and chance.random() < SIGNED:
                signed = _signed(door, sender, known, chance, method, target, body)
                if signed is not None:
                    return signed
            return _bearer(door, sender, known, chance)


def _bearer(door: Door, sender: Sender, known: Known, chance: Random) -> Headers:
    keys: list[str] = []
    match sender:
        case Sender.NOBODY:
            return []
        case Sender.WRONG_KEY:
            return [("Authorization", f"Bearer {chance.choice(WRONG_KEYS)}")]
        case Sender.ANOTHER_NETWORK:
            keys = [known.others[role] for role in sorted(door.roles)]
            keys += [known.other_source.key] if door.sources else []
        case Sender.LOWER_ROLE:
            keys = [known.staff[role] for role in Role if role not in door.roles]
        case Sender.RIGHT:
            keys = [known.staff[role] for role in sorted(door.roles)] + ([known.source.key] if door.sources else [])
    return [("Authorization", f"Bearer {chance.choice(keys)}")]


# --- what a source signs


@dataclass(frozen=True, slots=True)
class _Signing:
    """What is signed, and with what."""

    secret: bytes
    webhook_id: str
    timestamp: int
    method: str
    target: str
    body: bytes

    def headers(self, key_id: str, **instead: str) -> Headers:
        told = sign(
            self.secret,
            webhook_id=self.webhook_id,
            timestamp=self.timestamp,
            method=self.method,
            target=self.target,
            body=self.body,
        )
        said = {
            "webhook_id": self.webhook_id,
            "webhook_timestamp": str(self.timestamp),
            "webhook_key_id": key_id,
            "webhook_signature": f"v1,{told}",
            **instead,
        }
        return [(name.replace("_", "-"), value) for name, value in said.items()]


def _signed(
    door: Door, sender: Sender, known: Known, chance: Random, method: str, target: str, body: bytes
) -> Headers | None:
    """None: who has no source's key has nothing to sign with."""
    mine, theirs = known.source, known.other_source
    webhook_id = f"msg_{chance.getrandbits(64):016x}"
    now = int(datetime.fromisoformat(known.objects["now"][0]).timestamp())
    right = _Signing(mine.secret, webhook_id, now, method, target, body)
    match sender:
        case Sender.RIGHT:
            return right.headers(mine.key_id)
        case Sender.ANOTHER_NETWORK if door.method == "GET":
            return _Signing(theirs.secret, webhook_id, now, method, target, body).headers(theirs.key_id)
        case Sender.WRONG_KEY:
            return chance.choice(WRONG_SIGNATURES)(right, known)
        case _:
            return None


def _changed(right: _Signing, **what: object) -> _Signing:
    facts = {name: getattr(right, name) for name in _Signing.__slots__}
    return _Signing(**{**facts, **what})


WrongSignature = Callable[[_Signing, Known], Headers]
WRONG_SIGNATURES: Final[tuple[WrongSignature, ...]] = (
    lambda right, known: _changed(right, secret=b"").headers(known.source.key_id),
    lambda right, known: _changed(right, secret=known.other_source.secret).headers(known.source.key_id),
    lambda right, known: right.headers(known.other_source.key_id),
    lambda right, known: _changed(right, body=right.body + b" ").headers(known.source.key_id),
    lambda right, known: _changed(right, target=right.target + "&a=1").headers(known.source.key_id),
    lambda right, known: _changed(right, method="PUT").headers(known.source.key_id),
    lambda right, known: right.headers(known.source.key_id, webhook_id=right.webhook_id + "0"),
    lambda right, known: right.headers(known.source.key_id, webhook_timestamp=str(right.timestamp + 1)),
    lambda right, known: _late(right, -2 * WINDOW_SECONDS).headers(known.source.key_id),
    lambda right, known: _late(right, 2 * WINDOW_SECONDS).headers(known.source.key_id),
    lambda right, known: right.headers("ffffffffffff"),
    lambda right, known: right.headers("'; DROP TABLE source_key; --" + "é" * 100),
    lambda right, known: [pair for pair in right.headers(known.source.key_id) if pair[0] != "webhook-key-id"],
    lambda right, known: right.headers(known.source.key_id, webhook_signature="v1,"),
    lambda right, known: right.headers(known.source.key_id, webhook_signature="v1a,AAAA v2,BBBB " + "v1,CCCC " * 400),
    lambda right, known: right.headers(known.source.key_id, webhook_signature="v1,é\xff"),
    lambda right, known: right.headers(known.source.key_id, webhook_timestamp="9" * 12, webhook_id="\xff" * 129),
)


def _late(right: _Signing, seconds: int) -> _Signing:
    return _changed(right, timestamp=right.timestamp + seconds)


# --- the provider, both ways, and the sandbox's own pages


def _webhook(sender: Sender, known: Known, chance: Random, target: str, body: bytes) -> Headers:
    if sender is Sender.NOBODY:
        return []
    token = known.provider[1] if sender is Sender.RIGHT else chance.choice(("", "wrong", "a" * 32))
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True)
    except ValueError:
        fields = []
    return [("X-Twilio-Signature", signature(token, known.public_url + target, fields))]


def _password(sender: Sender, known: Known, chance: Random) -> Headers:
    account, token = known.provider
    match sender:
        case Sender.NOBODY:
            return []
        case Sender.RIGHT:
            return [_basic(f"{account}:{token}")]
        case _:
            wrong = (f"{account}:", f"{account}:{token}x", f":{token}", f"{token}:{account}", account, "", "é:é")
            return [chance.choice((_basic(chance.choice(wrong)), ("Authorization", f"Bearer {token}")))]


def _basic(pair: str) -> tuple[str, str]:
    return "Authorization", "Basic " + b64encode(pair.encode()).decode()


FOREIGN: Final = ("evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example", "sandbox.")


def _neighbour(sender: Sender, chance: Random) -> Headers:
    """A page of somebody else, in the browser of whoever works here; its name may be bound to this machine."""
    match sender:
        case Sender.NOBODY:
            return [("Host", chance.choice(FOREIGN))]
        case Sender.WRONG_KEY:
            foreign = (
                f"http://{chance.choice(FOREIGN)}",
                "null",
                "http://hotline.evil.example",
                "https://",
                "http://a:1",
            )
            return [("Host", "hotline"), ("Origin", chance.choice(foreign))]
        case _:
            return [("Host", chance.choice(("hotline", "127.0.0.1:8404", "[::1]:8404", "sandbox.localhost")))]
