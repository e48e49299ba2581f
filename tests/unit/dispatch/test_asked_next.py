"""Who is asked next about an open page, and when: what the next round will do, at each edge of its rules."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.dispatch.escalation.asked_next import AskedNext, asked_next
from services.dispatch.model.addressee import MAIL_EVERY, Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import ChainMember, ChainPlace, Reach
from tests.support.dispatch_values import NETWORK, NOW
from tests.support.page_rounds import MINUTE, ROBIN, SECOND, WREN, a_page

UNREACHED = Reach("opted_out", "no_contact")
PINE = ChainMember(WREN.volunteer_id, "PINE", ChainPlace.COORDINATOR, Reach("opted_out", None))
LATER = NOW + 20 * SECOND


def upcoming(page: Page, *known: Addressee, leads: Any = (ROBIN, WREN), others: Any = ()) -> AskedNext | None:
    duty = NetworkDuty(NETWORK, leads, others)
    return asked_next(page, duty, {each.person_id: each for each in known}, NOW)


def names(found: AskedNext | None) -> list[str]:
    assert found is not None
    return [member.callsign for member in found.people]


@pytest.mark.parametrize(("attempt", "who"), [(0, ["ROBIN"]), (1, ["ROBIN"]), (2, ["ROBIN", "WREN"])])
def test_the_lead_twice_then_the_backup_too_when_it_is_due(attempt: int, who: list[str]):
    found = upcoming(a_page(attempt=attempt, due_at=LATER))

    assert (names(found), found and found.at, found and found.by_mail) == (who, LATER, False)


def test_nobody_is_asked_any_more_when_it_is_due_never():
    assert upcoming(a_page(attempt=60, due_at=None)) is None


def test_what_is_overdue_is_asked_now():
    found = upcoming(a_page(due_at=NOW - MINUTE))

    assert found is not None
    assert found.at == NOW


def test_whoever_was_texted_within_the_minute_is_asked_when_it_is_over():
    texted = Addressee(ROBIN.volunteer_id, texted_at=NOW - 10 * SECOND)

    assert upcoming(a_page(due_at=LATER), texted) == AskedNext(NOW + 50 * SECOND, (_member(),), by_mail=False)


def test_danger_that_is_new_to_them_waits_for_no_minute():
    texted = Addressee(ROBIN.volunteer_id, texted_at=NOW - 10 * SECOND)

    found = upcoming(a_page(reason=PageReason.SOS, due_at=LATER), texted)

    assert found is not None
    assert found.at == LATER


def test_a_phone_that_rests_is_passed_over_and_who_was_asked_stays_in():
    resting = Addressee(ROBIN.volunteer_id, missed=1, resting_until=NOW + 5 * MINUTE)

    assert names(upcoming(a_page(due_at=LATER), resting)) == ["WREN"]
    assert names(upcoming(a_page(due_at=LATER, attempt=1, paged=(WREN.volunteer_id,)))) == ["ROBIN", "WREN"]


def test_where_no_text_gets_through_a_mail_does_every_ten_minutes():
    mailed = Addressee(PINE.volunteer_id, mailed_at=NOW - MINUTE)
    page = a_page(due_at=LATER, paged=(PINE.volunteer_id,))

    assert upcoming(page, leads=(), others=(PINE,)) == AskedNext(LATER, (PINE,), by_mail=True)
    assert upcoming(page, mailed, leads=(), others=(PINE,)) == AskedNext(
        NOW - MINUTE + MAIL_EVERY, (PINE,), by_mail=True
    )


def test_nobody_can_be_reached_is_not_nobody_any_more():
    alone = ChainMember(ROBIN.volunteer_id, "ROBIN", ChainPlace.COORDINATOR, UNREACHED)

    assert upcoming(a_page(due_at=LATER), leads=(), others=(alone,)) == AskedNext(LATER, (), by_mail=True)


def test_nobody_is_asked_about_themselves():
    page = a_page(due_at=LATER, about_id=ROBIN.volunteer_id)

    assert names(upcoming(page)) == ["WREN"]
    assert names(upcoming(replace(page, about_id=PINE.volunteer_id), leads=(), others=(PINE,))) == []


def _member() -> ChainMember:
    return ChainMember(ROBIN.volunteer_id, "ROBIN", ChainPlace.LEAD, ROBIN.reach)


def test_the_round_does_what_was_said_of_it():
    from tests.support.page_rounds import Round

    page = a_page(attempt=2, due_at=NOW, paged=(ROBIN.volunteer_id,))
    left = Round(page, leads=(ROBIN, WREN))

    assert names(upcoming(page)) == [callsign for callsign, _, _ in left.asked]
    assert left.page().due_at == NOW + timedelta(seconds=60)


def test_who_was_called_in_from_off_duty_is_asked_next_when_their_longer_pause_is_over():
    called_in = replace(PINE, reach=Reach(None, None))
    page = a_page(attempt=30, paged=(ROBIN.volunteer_id, PINE.volunteer_id))
    lead = Addressee(ROBIN.volunteer_id, texted_at=NOW - MINUTE)

    early = upcoming(
        page, lead, Addressee(PINE.volunteer_id, texted_at=NOW - MINUTE), leads=(ROBIN,), others=(called_in,)
    )
    due = upcoming(
        page, lead, Addressee(PINE.volunteer_id, texted_at=NOW - 5 * MINUTE), leads=(ROBIN,), others=(called_in,)
    )

    assert (names(early), names(due)) == (["ROBIN"], ["ROBIN", "PINE"])
