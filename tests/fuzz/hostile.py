"""Values that break programs, and documents spoilt with them. Pure: the same chance gives the same bytes."""

import copy
import json
from random import Random
from typing import Any, Final

CANARY: Final = "zqxjkw"
"""Stands in what is sent: no log and no refusal may repeat it."""
TEXTS: Final = (
    "",
    " ",
    "\x00",
    f"{CANARY}\x00{CANARY}",
    f"{CANARY}\ud800",
    "\udfff\ud800",
    f"\u202e{CANARY}\u2066",
    "+１２１３５５５０１４２",
    "+12135550142\n",
    "٢١٣",
    "\u200b\u200d\ufeff",
    "e\u0301" * 40,
    "👩‍👩‍👧‍👦" * 20,
    "İıſK",
    f"{CANARY} " * 300,
    "a" * 20_000,
    "\r\nX-Injected: 1",
    f"'; DROP TABLE report; -- {CANARY}",
    "{0.__class__} %s %n ${x} {{7*7}}",
    "../../../../etc/passwd",
    f"<script>{CANARY}</script>",
    "=1+1",
    "null",
    "NaN",
    "1e400",
    "-1",
    "*",
    "[]",
)
NUMBERS: Final = (
    0,
    -1,
    1,
    2**31 - 1,
    2**31,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    2**64,
    10**400,
    -0.0,
    0.1,
    1e308,
    5e-324,
    90.0000001,
    -180.0000001,
    float("nan"),
    float("inf"),
    float("-inf"),
)
MOMENTS: Final = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-14:00",
    "1969-12-31T23:59:59Z",
    "1582-10-10T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-06-30T23:59:60Z",
    "2026-11-24T14:42:00",
    "2026-11-24",
    "2026-11-24T14:42:00+99:99",
    "+275760-09-13T00:00:00Z",
    "2526-11-24T14:42:00Z",
    "-1",
    "infinity",
    "253402300800",
    "２０２６-11-24T14:42:00Z",
)
DEEP: Final = 30_000


def a_value(chance: Random) -> Any:
    """Anything."""
    return chance.choice(
        (
            lambda: chance.choice(TEXTS),
            lambda: chance.choice(NUMBERS),
            lambda: chance.choice(MOMENTS),
            lambda: None,
            lambda: chance.random() < 0.5,
            list,
            dict,
            lambda: [None] * 50,
            lambda: {"": chance.choice(TEXTS)},
            lambda: [[[[[[[[]]]]]]]],
            lambda: f"{chance.getrandbits(32):08x}-0000-7000-8000-{chance.getrandbits(48):012x}",
        )
    )()


def spoilt(document: Any, chance: Random) -> Any:
    """A copy with one to three things wrong in it."""
    tree = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        places = _places(tree)
        if not places:
            return a_value(chance)
        holder, key = chance.choice(places)
        _spoil(holder, key, chance)
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key) within it."""
    found: list[tuple[Any, Any]] = []
    open_ = [tree]
    while open_:
        holder = open_.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            open_.append(holder[key])
    return found


def _spoil(holder: Any, key: Any, chance: Random) -> None:
    was = holder[key]
    match chance.randrange(10):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[chance.choice(("unknown", "", "a" * 500, "\x00", "__proto__", "~/~0"))] = a_value(chance)
        case 2:
            holder[key] = [was]
        case 3:
            holder[key] = {"value": was}
        case 4 if isinstance(was, list):
            holder[key] = was * chance.choice((2, 50, 1200))
        case 5 if isinstance(was, str):
            holder[key] = was + chance.choice(TEXTS)
        case 6 if isinstance(was, str):
            holder[key] = chance.choice(MOMENTS)
        case 7 if isinstance(was, int | float):
            holder[key] = chance.choice(NUMBERS)
        case _:
            holder[key] = a_value(chance)


def as_json(document: Any, chance: Random) -> bytes:
    """As JSON that need not be ASCII. Lone surrogates stay what they are: escapes, or no UTF-8."""
    if chance.random() < 0.5:
        return json.dumps(document).encode()
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def broken(body: bytes, chance: Random) -> bytes:
    """Bytes that are no longer what they were, and often no JSON."""
    middle = chance.randrange(len(body) + 1)
    match chance.randrange(12):
        case 0:
            return body[:middle]
        case 1:
            return body[:middle] + bytes([chance.randrange(256)]) + body[middle + 1 :]
        case 2:
            return body + body
        case 3:
            return b"\xef\xbb\xbf" + body
        case 4:
            return body.decode("utf-8", "replace").encode("utf-16")
        case 5:
            return b"[" * DEEP
        case 6:
            return b'{"a":' * (DEEP // 5)
        case 7:
            return body[:-1] + b"," + body[1:] if body.startswith(b"{") else b""
        case 8:
            return b'{"n":' + b"9" * 6000 + b"}"
        case 9:
            return body[:middle] + b"\xff\xfe\xed\xa0\x80" + body[middle:]
        case 10:
            return chance.randbytes(chance.randrange(300))
        case _:
            return body + b" " * 70_000
