"""Who is paged when, and how long: each rule at its edge."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.dispatch.escalation import whom_to_page as rule
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.roster import ChainMember, ChainPlace, Reach
from tests.support.dispatch_values import a_page


def member(number: int, place: ChainPlace) -> ChainMember:
    return ChainMember(UUID(int=number), f"BIRD{number}", place, Reach(None, None))


LEAD, SECOND_LEAD = member(1, ChainPlace.LEAD), member(2, ChainPlace.LEAD)
BACKUP = member(3, ChainPlace.BACKUP)
OTHERS = [member(number, ChainPlace.OTHER_LEAD) for number in (4, 5)]
COORDINATORS = [member(number, ChainPlace.COORDINATOR) for number in (6, 7, 8)]
CHAIN = [LEAD, SECOND_LEAD, BACKUP, *OTHERS, *COORDINATORS]


def asked(attempt: int, chain: list[ChainMember], *, urgent: bool) -> list[int]:
    return [each.volunteer_id.int for each in rule.whom_to_page(attempt, chain, urgent=urgent)]


@pytest.mark.parametrize(
    ("attempt", "numbers"),
    [
        (1, [1, 2]),
        (2, [1, 2]),
        (3, [1, 2, 3]),
        (4, [1, 2, 3, 4, 5, 6]),
        (5, [1, 2, 3, 4, 5, 6, 7, 8]),
        (50, [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_who_is_in_danger_is_told_of_to_more_people_each_time_until_everybody_knows(attempt: int, numbers: list[int]):
    assert asked(attempt, CHAIN, urgent=True) == numbers


@pytest.mark.parametrize(
    ("attempt", "numbers"),
    [
        (2, [1, 2]),
        (3, [1, 2, 3]),
        (10, [1, 2, 3]),
        (11, [1, 2, 3, 4, 5, 6]),
        (12, [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_what_is_not_urgent_stays_with_those_on_duty_for_ten_minutes(attempt: int, numbers: list[int]):
    assert asked(attempt, CHAIN, urgent=False) == numbers


@pytest.mark.parametrize("urgent", [True, False])
def test_without_a_lead_the_backup_is_first(urgent: bool):
    assert asked(1, [BACKUP, *OTHERS], urgent=urgent) == [3]


@pytest.mark.parametrize(("attempt", "numbers"), [(1, [4, 5, 6]), (2, [4, 5, 6]), (3, [4, 5, 6, 7, 8])])
@pytest.mark.parametrize("urgent", [True, False])
def test_where_nobody_on_duty_is_reached_the_chain_begins_with_who_is_not(
    attempt: int, numbers: list[int], urgent: bool
):
    assert asked(attempt, [*OTHERS, *COORDINATORS], urgent=urgent) == numbers


def test_a_lead_without_a_backup_is_asked_alone_while_it_is_not_urgent():
    assert asked(5, [LEAD, *OTHERS], urgent=False) == [1]


def test_nobody_is_asked_where_nobody_is():
    assert rule.whom_to_page(1, [], urgent=True) == ()


def a_page_of(reason: PageReason, attempt: int, *, named: bool = True) -> Page:
    return replace(a_page(reason), attempt=attempt, named=(LEAD.volunteer_id,) if named else ())


IN_NEED = [PageReason.CALLER_CRIES, PageReason.NOT_OK, PageReason.ALONE, PageReason.VOICE_ONLY, PageReason.SOS_WORDS]


def test_only_an_sos_is_paged_without_end():
    assert rule.goes_on(a_page_of(PageReason.SOS, 10_000), named=True)
    assert rule.goes_on(a_page_of(PageReason.FINDING, rule.MOST_ATTEMPTS - 1), named=True)
    assert not rule.goes_on(a_page_of(PageReason.FINDING, rule.MOST_ATTEMPTS), named=True)


@pytest.mark.parametrize("reason", [PageReason.HELD, *IN_NEED])
def test_whoever_waits_or_is_in_danger_is_paged_about_on_and_on_with_growing_pauses(reason: PageReason):
    minute = timedelta(minutes=1)
    pages = [a_page_of(reason, attempt) for attempt in (1, 59, 60, 61, 62, 65, 66, 10_000)]

    assert all(rule.goes_on(page, named=named) for page in pages for named in (True, False))
    assert [rule.pause_after(page, minute) // minute for page in pages] == [1, 1, 2, 4, 8, 60, 60, 60]
    assert rule.pause_after(a_page_of(PageReason.SOS, 10_000), minute) == minute


@pytest.mark.parametrize("reason", [PageReason.SUPPORT, PageReason.LONG_HELD])
def test_what_can_wait_is_told_once_and_that_a_text_named_it_is_made_sure_of(reason: PageReason):
    assert not rule.goes_on(a_page_of(reason, 1), named=True)
    assert rule.goes_on(a_page_of(reason, rule.MOST_ATTEMPTS - 1), named=False)
    assert not rule.goes_on(a_page_of(reason, rule.MOST_ATTEMPTS), named=False)


@pytest.mark.parametrize("reason", [PageReason.SUPPORT, PageReason.UNSERVED])
def test_a_page_that_no_text_ever_named_does_not_end(reason: PageReason):
    assert rule.goes_on(a_page_of(reason, rule.MOST_ATTEMPTS, named=False), named=False)


@pytest.mark.parametrize(("urgent", "numbers"), [(False, [1, 2]), (True, [1, 2, 4])])
def test_who_is_off_duty_by_now_is_asked_on_only_while_somebody_is_in_danger(urgent: bool, numbers: list[int]):
    page = replace(a_page(PageReason.FINDING), paged=(OTHERS[0].volunteer_id,))

    assert [each.volunteer_id.int for each in rule.whom_this_page_asks(page, 2, CHAIN, urgent=urgent)] == numbers
    none_on_duty = [each for each in CHAIN if each.place > ChainPlace.BACKUP]
    assert OTHERS[0] in rule.whom_this_page_asks(page, 2, none_on_duty, urgent=urgent), "nobody else is there"
