"""Decide when a held report that nobody has decided on pages somebody, and how (rule R55). Pure."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from schemas.values import Request
from services.dispatch.model.incident import CallerOf, PageReason
from services.dispatch.model.noted_report import NotedReport

LOOKED_AT_WITHIN: Final = timedelta(seconds=60)
"""What is urgent, and whoever asks for help."""
LOOKED_AT_AT_ALL: Final = timedelta(days=1)
"""Anything: nothing waits for ever because nobody opens the queue."""

ABOUT_HELD: Final = frozenset({PageReason.HELD, PageReason.SUPPORT, PageReason.LONG_HELD})


class Waiting(NamedTuple):
    """What one page stands for: all held reports of a network that wait alike, or one caller who cries."""

    reason: PageReason
    network_id: str
    exercise: bool
    cries: CallerOf | None = None


def looked_at_by(report: NotedReport) -> tuple[datetime, ...]:
    """When it is to be looked whether somebody must be paged about it."""
    latest = report.received_at + LOOKED_AT_AT_ALL
    if report.waits_urgently or _asks_for_help(report):
        return report.received_at + LOOKED_AT_WITHIN, latest
    return (latest,) if report.waits else ()


def waits_too_long(report: NotedReport, now: datetime) -> Waiting | None:
    """None: it was decided on, or may still wait."""
    if report.waits_urgently:
        reason = PageReason.HELD
    elif _asks_for_help(report):
        reason = PageReason.SUPPORT
    elif report.waits and now >= report.received_at + LOOKED_AT_AT_ALL:
        reason = PageReason.LONG_HELD
    else:
        return None
    return Waiting(reason, report.network_id, report.exercise)


def _asks_for_help(report: NotedReport) -> bool:
    return report.waits and report.request is Request.SUPPORT
