"""What goes wrong on purpose: which fault strikes which text. Pure: no clock, no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

Json = Mapping[str, object]


class FaultKind(StrEnum):
    """Each names what a client of the phone network would tell a colleague had happened."""

    # to the request that sends a text
    ACCEPT_THEN_TIMEOUT = "accept_then_timeout"
    ACCEPT_THEN_RESET = "accept_then_reset"
    ACCEPT_THEN_500 = "accept_then_500"
    TIMEOUT = "timeout"
    RESET = "reset"
    TOO_MANY_REQUESTS = "too_many_requests"
    OUTAGE = "outage"
    REFUSE = "refuse"
    LATENCY = "latency"
    HIDDEN_FROM_LIST = "hidden_from_list"
    # to an accepted text
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    SLOW_DELIVERY = "slow_delivery"
    # to its status callbacks
    CALLBACKS_LOST = "callbacks_lost"
    CALLBACKS_DUPLICATED = "callbacks_duplicated"
    CALLBACKS_REORDERED = "callbacks_reordered"
    CALLBACKS_FORGED = "callbacks_forged"
    # to a text written by a person
    INBOUND_REPEATED = "inbound_repeated"
    INBOUND_FORGED = "inbound_forged"
    # to a mail
    MAIL_DEFERRED = "mail_deferred"
    MAIL_REFUSED = "mail_refused"
    # to the door: struck at once, for `seconds`
    CONNECTIONS_REFUSED = "connections_refused"


ANSWERS = (
    FaultKind.ACCEPT_THEN_TIMEOUT,
    FaultKind.ACCEPT_THEN_RESET,
    FaultKind.ACCEPT_THEN_500,
    FaultKind.TIMEOUT,
    FaultKind.RESET,
    FaultKind.TOO_MANY_REQUESTS,
    FaultKind.OUTAGE,
    FaultKind.REFUSE,
)


class BadFault(Exception):
    """The fault cannot be set; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class NetworkFault:
    kind: FaultKind
    number: str | None = None
    """The phone (or the mail address) it strikes; None strikes all."""
    count: int | None = None
    """How often it strikes before it is spent; None never is."""
    ratio: float = 1.0
    error_code: int | None = None
    retry_after_s: int = 1
    ms: int = 1_000
    times: int = 5
    seconds: float = 2.0


@dataclass(slots=True)
class _Armed:
    id: int
    fault: NetworkFault
    left: int | None
    struck: int = 0


class FaultBook:
    """The faults that are switched on, oldest first; the first that fits strikes.

    `chance` gives a number from 0 to below 1, for faults that strike some of the time.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._ids = count(1)
        self._armed: list[_Armed] = []

    def __bool__(self) -> bool:
        return bool(self._armed)

    def add(self, fault: NetworkFault) -> int:
        armed = _Armed(next(self._ids), fault, fault.count)
        self._armed.append(armed)
        return armed.id

    def remove(self, fault_id: int) -> bool:
        kept = [armed for armed in self._armed if armed.id != fault_id]
        found = len(kept) < len(self._armed)
        self._armed = kept
        return found

    def clear(self) -> None:
        self._armed = []

    def strike(self, number: str, *kinds: FaultKind) -> NetworkFault | None:
        """The fault of these kinds that strikes this number now, one of its count used up."""
        for armed in self._armed:
            fault = armed.fault
            if fault.kind not in kinds or fault.number not in (None, number):
                continue
            if fault.ratio < 1.0 and self._chance() >= fault.ratio:
                continue
            armed.struck += 1
            if armed.left is not None:
                armed.left -= 1
                if armed.left == 0:
                    self._armed.remove(armed)
            return fault
        return None

    def as_json(self) -> list[dict[str, object]]:
        return [
            {
                "id": armed.id,
                "kind": armed.fault.kind,
                "number": armed.fault.number,
                "left": armed.left,
                "ratio": armed.fault.ratio,
                "struck": armed.struck,
            }
            for armed in self._armed
        ]


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """What becomes of an accepted text: how it ends and which callbacks are posted, in this order."""

    outcome: str
    callbacks: tuple[str, ...]
    error_code: int | None = None
    delay_ms: int = 0
    forged: bool = False


UNREACHABLE, UNKNOWN_FAILURE, VALIDITY_EXPIRED = 30003, 30008, 30036


def plan_delivery(usual: DeliveryPlan, faults: FaultBook, number: str, *, validity_s: int | None) -> DeliveryPlan:
    """Bend the usual route by the faults that strike this text."""
    outcome, callbacks, error_code, delay_ms = usual.outcome, usual.callbacks, usual.error_code, usual.delay_ms
    if fault := faults.strike(number, FaultKind.UNDELIVERED, FaultKind.FAILED):
        outcome = str(fault.kind)
        error_code = fault.error_code or (UNREACHABLE if fault.kind is FaultKind.UNDELIVERED else UNKNOWN_FAILURE)
        sent = tuple(status for status in callbacks if status == "sent" and fault.kind is FaultKind.UNDELIVERED)
        callbacks = (*sent, outcome)
    if fault := faults.strike(number, FaultKind.SLOW_DELIVERY):
        delay_ms = fault.ms
        if validity_s is not None and delay_ms > validity_s * 1_000:
            outcome, error_code, delay_ms = "failed", VALIDITY_EXPIRED, validity_s * 1_000
            callbacks = (outcome,)
    if fault := faults.strike(number, FaultKind.CALLBACKS_DUPLICATED):
        callbacks = tuple(status for status in callbacks for _ in range(fault.times))
    if faults.strike(number, FaultKind.CALLBACKS_REORDERED):
        callbacks = callbacks[::-1] if len(set(callbacks)) > 1 else (*callbacks, "sent")
    if faults.strike(number, FaultKind.CALLBACKS_LOST):
        callbacks = ()
    forged = faults.strike(number, FaultKind.CALLBACKS_FORGED) is not None
    return DeliveryPlan(outcome, callbacks, error_code, delay_ms, forged)


def read_fault(document: object) -> NetworkFault:
    """A fault from the control API's JSON; a misspelt name is an error, or a test would prove nothing."""
    if not isinstance(document, dict):
        raise BadFault("a fault is an object with a kind")
    unknown = set(document) - set(NetworkFault.__slots__)
    if unknown:
        raise BadFault(f"unknown fields: {', '.join(sorted(map(str, unknown)))}")
    try:
        kind = FaultKind(document.get("kind", ""))
    except ValueError:
        raise BadFault(f"kind must be one of: {', '.join(FaultKind)}") from None
    number = document.get("number")
    if number is not None and not isinstance(number, str):
        raise BadFault("number must be a text")
    return NetworkFault(
        kind=kind,
        number=number,
        count=_whole(document, "count", None, least=1),
        ratio=_fraction(document, "ratio", 1.0, most=1.0),
        error_code=_whole(document, "error_code", None, least=1),
        retry_after_s=_whole(document, "retry_after_s", 1, least=0) or 0,
        ms=_whole(document, "ms", 1_000, least=0) or 0,
        times=_whole(document, "times", 5, least=1) or 1,
        seconds=_fraction(document, "seconds", 2.0, most=600.0),
    )


def _whole(document: Json, name: str, default: int | None, *, least: int) -> int | None:
    value = document.get(name, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 1_000_000:
        raise BadFault(f"{name} must be a whole number from {least} to 1000000")
    return value


def _fraction(document: Json, name: str, default: float, *, most: float) -> float:
    value = document.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise BadFault(f"{name} must be a number above 0, at most {most:g}")
    return float(value)
