"""When a held report pages somebody, and as what: each kind at its edge (rule R55)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.values import Channel, Request
from services.dispatch.escalation.held_too_long import Waiting, looked_at_by, waits_too_long
from services.dispatch.model.incident import PageReason
from services.dispatch.model.noted_report import NotedReport
from tests.support.dispatch_values import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HELD = NotedReport(
    report_id=UUID(int=1),
    revision=1,
    network_id="la",
    source_id=UUID(int=2),
    state="held",
    incident_id=None,
    exercise=False,
    ref="482193",
    channel=Channel.PHONE,
    received_at=NOW,
    seen_at=NOW,
    is_residence=None,
    priority=4,
    request=Request.INFORMATION,
)


@pytest.mark.parametrize(
    ("priority", "request_", "looked_at_after", "reason"),
    [
        (1, Request.OBSERVE, [MINUTE, DAY], PageReason.HELD),
        (2, Request.SUPPORT, [MINUTE, DAY], PageReason.HELD),
        (3, Request.SUPPORT, [MINUTE, DAY], PageReason.SUPPORT),
        (3, Request.OBSERVE, [DAY], None),
        (4, Request.INFORMATION, [DAY], None),
        (3, None, [DAY], None),
        (None, Request.SUPPORT, [], None),
    ],
)
def test_what_is_urgent_and_who_asks_for_help_is_looked_at_within_a_minute_the_rest_within_a_day(
    priority: int | None, request_: Request | None, looked_at_after: list[timedelta], reason: PageReason | None
):
    report = replace(HELD, priority=priority, request=request_)

    assert list(looked_at_by(report)) == [NOW + span for span in looked_at_after]
    assert waits_too_long(report, NOW + MINUTE) == (reason and Waiting(reason, "la", False))


@pytest.mark.parametrize(("waited", "reason"), [(DAY, PageReason.LONG_HELD), (DAY - timedelta(seconds=1), None)])
def test_whatever_waits_for_a_day_waits_too_long(waited: timedelta, reason: PageReason | None):
    drill = replace(HELD, exercise=True)

    assert waits_too_long(drill, NOW + waited) == (reason and Waiting(reason, "la", True))


def test_what_was_decided_on_waits_no_more():
    assert waits_too_long(replace(HELD, state="linked", incident_id=UUID(int=3), priority=1), NOW + DAY) is None
    assert waits_too_long(replace(HELD, priority=None), NOW + DAY) is None
