"""Named places where a test can kill, stop, hang, fail or slow a process; inert unless HOTLINE_MODE=test."""

import asyncio
import os
import signal
from dataclasses import dataclass
from typing import Literal

NAMES = frozenset(
    {
        "I.pre_begin",
        "I.pre_commit",
        "I.post_commit",
        "R.selected",
        "R.sent",
        "R.acked",
        "R.pre_mark_commit",
        "C.fetched",
        "C.inbox",
        "C.pre_commit",
        "C.post_commit",
        "C.post_offset",
        "C.in_revoke",
        "M.offer_row",
        "T.claimed",
        "T.post_commit",
        "N.claimed",
        "N.bytes_sent",
        "N.response",
        "N.recorded",
        "Y.stored",
        "Y.accepted",
    }
)
"""intake, relay, consumer, match, timer, notify, reply (rule R84)."""


@dataclass(slots=True)
class _Armed:
    name: str
    action: Literal["kill9", "stop", "hang", "raise", "delay"]
    delay_ms: int
    nth: int
    passed: int = 0


class FailpointHit(Exception):
    """Raised by `raise`; no code catches it by name."""


def _parse(text: str) -> _Armed:
    name, action, *rest = text.split(":")
    verb, _, milliseconds = action.partition("=")
    if name not in NAMES or verb not in ("kill9", "stop", "hang", "raise", "delay"):
        raise SystemExit(f"HOTLINE_FAILPOINT: no such failpoint or action: {name}:{verb}")
    return _Armed(name, verb, int(milliseconds or 0), int(rest[0]) if rest else 1)  # type: ignore[arg-type]  # checked


_armed = (
    _parse(os.environ["HOTLINE_FAILPOINT"])
    if os.environ.get("HOTLINE_MODE") == "test" and os.environ.get("HOTLINE_FAILPOINT")
    else None
)


async def failpoint(name: str) -> None:
    """Do what HOTLINE_FAILPOINT says for this place (`name:kill9|stop|hang|raise|delay=ms[:nth]`), else nothing."""
    if _armed is None or _armed.name != name:
        return
    _armed.passed += 1
    if _armed.action == "delay":
        await asyncio.sleep(_armed.delay_ms / 1000)
    elif _armed.passed == _armed.nth:
        match _armed.action:
            case "kill9":
                os.kill(os.getpid(), signal.SIGKILL)
            case "stop":
                os.kill(os.getpid(), signal.SIGSTOP)
            case "hang":
                await asyncio.Event().wait()
            case "raise":
                raise FailpointHit(name)
