"""Who is paged when, and how long: each rule at its edge."""

from uuid import UUID

import pytest

from services.dispatch.escalation import whom_to_page as rule
from services.dispatch.model.incident import PageReason
from services.dispatch.model.roster import DutyLead, DutyPosition, Reach

LEAD = DutyLead(UUID(int=1), "ROBIN", DutyPosition.LEAD, ("en",), Reach(None, None))
BACKUP = DutyLead(UUID(int=2), "WREN", DutyPosition.BACKUP, ("en",), Reach(None, None))


@pytest.mark.parametrize(("attempt", "asked"), [(1, [1]), (2, [1]), (3, [1, 2]), (4, [1, 2])])
def test_the_backup_is_asked_after_one_repeat(attempt: int, asked: list[int]) -> None:
    assert [person.int for person in rule.whom_to_page(attempt, [LEAD, BACKUP])] == asked


def test_the_backup_is_asked_at_once_when_the_lead_was_not_reached_or_is_not_there() -> None:
    assert rule.whom_to_page(2, [LEAD, BACKUP], unreached=True) == (LEAD.volunteer_id, BACKUP.volunteer_id)
    assert rule.whom_to_page(1, [BACKUP]) == (BACKUP.volunteer_id,)


def test_with_nobody_on_duty_others_are_asked() -> None:
    assert rule.whom_to_page(1, [], others=[UUID(int=9)]) == (UUID(int=9),)


def test_only_an_sos_is_paged_without_end() -> None:
    assert rule.goes_on(PageReason.SOS, 10_000)
    assert not rule.goes_on(PageReason.FINDING, rule.MOST_ATTEMPTS)
