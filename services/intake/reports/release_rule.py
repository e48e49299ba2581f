"""Decide whether a report may text observers without a person, and how soon a person should see it. Pure."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from schemas.territory import looks_mistyped
from schemas.values import Accuracy, Channel, Request, Trust
from services.intake.model.network import ReleaseContext
from services.intake.model.report import MissingForRelease
from services.intake.reports.geography import Point

JUST_NOW: Final = timedelta(minutes=15)
RECENT: Final = timedelta(minutes=60)
WELL_KNOWN: Final = (Accuracy.EXACT, Accuracy.INTERSECTION)
STRONG_SIGNS: Final = frozenset({"photo", "marked"})
PRESSES_NOBODY: Final = 3
UNHEARD: Final = (Channel.SMS, Channel.VOICEMAIL)


class ReportFacts(Protocol):
    """What release and priority look at: in a report as it is told, and in an event that tells of one."""

    @property
    def request(self) -> Request: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def observed_at(self) -> datetime | None: ...
    @property
    def cell(self) -> object | None: ...
    @property
    def accuracy(self) -> Accuracy: ...
    @property
    def is_residence(self) -> bool | None: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...


def missing_for_release(
    report: ReportFacts,
    *,
    trust: Trust,
    context: ReleaseContext,
    now: datetime,
    point: Point | None = None,
    exercise: bool = False,
    elsewhere: bool = False,
) -> tuple[MissingForRelease, ...]:
    """Everything that stands against releasing the report without a person; nothing: it is released.

    What was not said counts against it: an unknown time is too old, a place that nobody called public may be a home.
    `elsewhere`: a source of another network told of it, whose trust counts for nothing here (rule R95).
    """
    network = context.network
    max_age = network.release_max_age if network else RECENT
    lacks: list[MissingForRelease] = []
    if trust is not Trust.OPERATOR:
        lacks.append(MissingForRelease.TRUST)
        if context.flood:
            lacks.append(MissingForRelease.FLOOD)
    if elsewhere:
        lacks.append(MissingForRelease.ELSEWHERE)
    if report.request is not Request.OBSERVE:
        lacks.append(MissingForRelease.REQUEST)
    if report.observed_at is None or now - report.observed_at > max_age:
        lacks.append(MissingForRelease.AGE)
    if report.cell is None or report.accuracy not in WELL_KNOWN:
        lacks.append(MissingForRelease.PLACE)
    if point is not None and network is not None and network.box is not None and looks_mistyped(network.box, *point):
        lacks.append(MissingForRelease.PLACE_MISTYPED)
    if report.is_residence is not False:
        lacks.append(MissingForRelease.RESIDENCE)
    if network is None:
        lacks.append(MissingForRelease.NETWORK_UNKNOWN)
        return tuple(lacks)
    if not network.duty_lead_on_duty:
        lacks.append(MissingForRelease.DUTY)
    if 0 < context.places_of(shows_evidence=shows_evidence(report)) <= context.open_of(exercise=exercise):
        lacks.append(MissingForRelease.QUOTA)
    return tuple(lacks)


def missing_for_a_person(report: ReportFacts) -> tuple[MissingForRelease, ...]:
    """What even an authorised person cannot do without: a wish for observers, and a point to send them near."""
    lacks: list[MissingForRelease] = []
    if report.request is not Request.OBSERVE:
        lacks.append(MissingForRelease.REQUEST)
    if report.cell is None:
        lacks.append(MissingForRelease.PLACE)
    return tuple(lacks)


def shows_evidence(report: ReportFacts) -> bool:
    return not STRONG_SIGNS.isdisjoint(report.evidence)


def priority_in_flood(report: ReportFacts, *, now: datetime) -> int:
    """What nobody vouches for and shows nothing presses nobody; what nobody has read may be anything (rule R122)."""
    usual = priority(report, now=now)
    unread = report.cell is None and report.channel in UNHEARD
    return usual if unread or shows_evidence(report) else max(usual, PRESSES_NOBODY)


def priority(report: ReportFacts, *, now: datetime) -> int:
    """1 to 4 (rule R31). It orders the queue and decides nothing."""
    if report.cell is None and report.channel in UNHEARD:
        return 2  # nobody has read it yet; it may be anything
    if report.request is Request.SUPPORT:
        return 3
    if report.request is Request.INFORMATION or report.cell is None:
        return 4
    age = now - report.observed_at if report.observed_at else timedelta.max
    strong = shows_evidence(report)
    if age <= JUST_NOW:
        return 1 if strong else 2
    if age <= RECENT:
        return 2 if strong else 3
    return 3
