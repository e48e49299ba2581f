"""Requests: of every door, by everybody who may not and who may, from fitting to hopeless. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.fuzz.doors import Door, Guard
from tests.fuzz.hostile import MOMENTS, TEXTS, a_value, as_json, broken, spoilt
from tests.fuzz.senders import Known, Sender, a_sender, shown_by


@dataclass(frozen=True, slots=True)
class Request:
    """Attributes:
    whole: a server must be able to read it as HTTP and must answer it; else it may hang up.
    """

    number: int
    door: Door
    sender: Sender
    target: str
    content: bytes = field(repr=False)
    whole: bool
    spoilt: tuple[str, ...]

    def __str__(self) -> str:
        """How to find it again, without what it says."""
        return f"#{self.number} {self.door.name} by {self.sender}" + "".join(f", {how}" for how in self.spoilt)


TEXTED: Final = ("Y", "Y 5", "HERE", "SOS", "STOP", "START", "C 4 2", "OUT", "N", "1", "help", "ayuda la migra")
METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "M-SEARCH")


def a_request(seed: int, number: int, doors: Sequence[Door], known: Known, senders: Sequence[Sender]) -> Request:
    """The one of this number; the same for the same seed and what is known."""
    chance = Random(f"{seed}/{number}")
    door = doors[chance.randrange(len(doors))]
    how: list[str] = []
    method = door.method
    if chance.random() < 0.03:
        method = chance.choice(METHODS)
        how.append(f"method {method}")
        door = _door_at(doors, door, method)
    sender = a_sender(door, chance, senders)
    # Who may not is stopped at the door, so most of what they send fits otherwise: nothing else may stop them.
    hopeless = 0.7 if sender is Sender.RIGHT else 0.35
    target = _target(door, known, chance, how, hopeless)
    body, headers = _form(door, known, chance, how) if door.form else _body(door, known, chance, how, hopeless)
    headers = [*shown_by(door, sender, known, chance, method, target, body), *headers]
    content, whole = _on_the_wire(method, target, headers, body, chance, how)
    return Request(number, door, sender, target, content, whole, tuple(how))


def _door_at(doors: Sequence[Door], door: Door, method: str) -> Door:
    """By another method the same path may be another door, which others may open."""
    beside = (each for each in doors if (each.service, each.path, each.method) == (door.service, door.path, method))
    return next(beside, door)


def filled(example: Any, known: Known, chance: Random) -> Any:
    """The example about things that exist."""
    if isinstance(example, dict):
        return {key: _named(key, value, known, chance) for key, value in example.items()}
    return [filled(each, known, chance) for each in example] if isinstance(example, list) else example


def _named(key: str, value: Any, known: Known, chance: Random) -> Any:
    found = known.objects.get(PLURAL.get(key, key))
    if key == "preview" or key == "dry_run":
        return chance.random() < 0.3
    if key in ("observed_at", "seen_at") and isinstance(value, str):
        return chance.choice(known.objects["now"])
    if not found:
        return filled(value, known, chance)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [chance.choice(found) for _ in value]
    return chance.choice(found) if isinstance(value, str) else filled(value, known, chance)


PLURAL: Final = {
    "report_ids": "report_id",
    "reports": "report_id",
    "callsigns": "callsign",
    "report": "ref",
    "id": "network_id",
}


def _target(door: Door, known: Known, chance: Random, how: list[str], hopeless: float) -> str:
    path = door.path
    for name, values in known.objects.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(chance.choice(values or ["K7Q"]), safe=""))
    if "{" in path or (door.path != path and chance.random() < hopeless / 4):
        how.append("path")
        head, _, _ = door.path.partition("{")
        tail = door.path.rpartition("}")[2]
        odd = chance.choice(
            ("%00", "%ff", "%ed%a0%80", "..", "%2e%2e%2f", "%u0000", "a" * 3000, "%", "9" * 5000, "", "1")
        )
        path = head + chance.choice((odd, quote(chance.choice(TEXTS)[:500].encode("utf-8", "surrogatepass")))) + tail
    pairs: list[tuple[str, str]] = []
    for name in door.query:
        values = known.objects.get(name) or QUERIES.get(name, ["1"])
        if chance.random() < 0.7:
            pairs.append((name, chance.choice(values)))
        if chance.random() < hopeless / 3:
            how.append(f"query {name}")
            odd = chance.choice((*TEXTS, *MOMENTS, "1_000", "9" * 5000, "0x10", "1e3", "-0", "true"))
            pairs.append((name, odd[:3000]))
    if not pairs:
        return path
    return (
        path
        + ("&" if "?" in path else "?")
        + urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])
    )


QUERIES: Final = {
    "state": ["open", "all"],
    "limit": ["1", "500"],
    "lines": ["1"],
    "before": ["5"],
    "dry_run": ["true"],
    "direction": ["all"],
    "kinds": ["all"],
    "lang": ["es", "en"],
    "DateSent": ["2026-11-24"],
    "To": ["+12015550100"],
    "to": ["+12015550100"],
}


def _body(
    door: Door, known: Known, chance: Random, how: list[str], hopeless: float
) -> tuple[bytes, list[tuple[str, str]]]:
    headers = [(name, f"{chance.getrandbits(64):016x}") for name in door.headers]
    if door.example is None:
        if chance.random() < 0.1:
            how.append("a body that nobody wants")
            return as_json(a_value(chance), chance), headers
        return b"", headers
    document = filled(door.example, known, chance)
    if chance.random() < hopeless:
        how.append("spoilt")
        document = spoilt(document, chance)
    body = as_json(document, chance)
    if chance.random() < hopeless / 5:
        how.append("broken")
        body = broken(body, chance)
    return body, [*headers, ("Content-Type", "application/json")]


def _form(door: Door, known: Known, chance: Random, how: list[str]) -> tuple[bytes, list[tuple[str, str]]]:
    fields = dict(door.form or {})
    if "MessageSid" in fields:
        fields["MessageSid"] = f"SM{chance.getrandbits(128):032x}"
    if "Body" in fields:
        theirs = "From" if door.guard is Guard.WEBHOOK else "To"
        fields |= {theirs: chance.choice(known.phones), "Body": chance.choice(TEXTED)}
    if chance.random() < 0.6:
        how.append("spoilt")
        name = chance.choice((*fields, "AccountSid", "OptOutType", "NumMedia", "ValidityPeriod", "StatusCallback"))
        fields[name] = chance.choice((*TEXTS, *MOMENTS))[:5000]
        if chance.random() < 0.2:
            fields.pop(chance.choice(list(fields)))
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
    body = urlencode(encoded).encode()
    if chance.random() < 0.1:
        how.append("broken")
        body = broken(body, chance)
    return body, [("Content-Type", "application/x-www-form-urlencoded")]


ODD_HEADERS: Final = (
    ("Content-Encoding", "gzip"),
    ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Type", "text/plain"),
    ("Content-Type", "multipart/form-data"),
    ("Content-Type", "\xff\xfe"),
    ("Accept", "x" * 4000),
    ("Accept-Language", "é,*;q=nan"),
    ("Idempotency-Key", ""),
    ("Idempotency-Key", "\xff" * 300),
    ("X-Forwarded-For", "10.0.0.1, ::1, evil"),
    ("Forwarded", "for=_x"),
    ("Authorization", "Basic Zm9vOmJhcg=="),
    ("Authorization", ""),
    ("Cookie", "a=b; " * 400),
    ("Range", "bytes=0-0,-1"),
    ("If-None-Match", "*"),
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade, close"),
    ("webhook-signature", "v1,é"),
    ("webhook-timestamp", "９９"),
    ("webhook-id", ""),
    ("traceparent", "00-" + "0" * 32 + "-" + "0" * 16 + "-ff"),
    ("Host", "evil.example\tx"),
)


def _on_the_wire(
    method: str, target: str, headers: list[tuple[str, str]], body: bytes, chance: Random, how: list[str]
) -> tuple[bytes, bool]:
    if chance.random() < 0.15:
        odd = chance.choice(ODD_HEADERS)
        how.append(f"header {odd[0]}")
        headers = [*headers, odd]
    whole = method in METHODS[:8] and "Upgrade" not in dict(headers)
    length: list[tuple[str, str]] = [("Content-Length", str(len(body)))] if body or method in ("POST", "PUT") else []
    if body and chance.random() < 0.1:
        how.append("chunked")
        length = [("Transfer-Encoding", "chunked")]
        body = _chunked(body, chance)
    version = "HTTP/1.1"
    if chance.random() < 0.04:
        whole = False
        lie = chance.choice(LIES)
        how.append(lie)
        match lie:
            case "length too long":
                length = [("Content-Length", str(len(body) + 10))]
            case "length too short":
                length = [("Content-Length", str(max(0, len(body) - 3)))]
            case "length no number":
                length = [("Content-Length", chance.choice(("-1", "1_0", "+5", "０", "9" * 40, "")))]
            case "two lengths":
                length = [("Content-Length", str(len(body))), ("Content-Length", "0")]
            case "length and chunks":
                length = [("Content-Length", str(len(body))), ("Transfer-Encoding", "chunked")]
            case "bad chunks":
                length, body = [("Transfer-Encoding", "chunked")], b"zz\r\n" + body
            case "many headers":
                headers = [*headers, *((f"X-{at}", "1") for at in range(150))]
            case "long header":
                headers = [*headers, ("X-Long", "a" * 40_000)]
            case "old version":
                version = chance.choice(("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", ""))
            case "no host":
                headers = [*headers, ("X-No-Host", "1")]
            case "noise":
                return chance.randbytes(200) + b"\r\n\r\n", False
            case "bare line ends":
                target = target.replace("/", "/\n", 1)
    host = [] if "no host" in how or (headers and headers[0][0] == "Host") else ["Host: hotline"]
    lines = [f"{method} {target} {version}", *host]
    lines += [f"{name}: {value}" for name, value in [*headers, *length]]
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body, whole


LIES: Final = (
    "length too long",
    "length too short",
    "length no number",
    "two lengths",
    "length and chunks",
    "bad chunks",
    "many headers",
    "long header",
    "old version",
    "no host",
    "noise",
    "bare line ends",
)


def _chunked(body: bytes, chance: Random) -> bytes:
    size = chance.choice((1, 7, 4096)) if len(body) < 3000 else 4096
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def names_in(answer: bytes, request: Request, known: Known) -> list[str]:
    """What of the things behind the walls an answer names that the request did not."""
    objects = known.objects
    secret = [*objects["report_id"], *objects["incident_id"], *objects["person_id"], *objects["reply_id"]]
    secret += known.phones
    return [each for each in secret if (raw := each.encode()) in answer and raw not in request.content]
