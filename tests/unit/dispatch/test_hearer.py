"""What may be said truly about who hears: the lead, somebody else, or nobody."""

from uuid import UUID

import pytest

from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import ChainMember, ChainPlace, DutyLead, DutyPosition, Reach
from tests.support.dispatch_values import NETWORK

REACHED, OPTED_OUT, MAIL_ONLY = Reach(None, None), Reach("opted_out", "no_contact"), Reach("no_contact", None)


def on_duty(position: DutyPosition, reach: Reach) -> DutyLead:
    return DutyLead(UUID(int=1), "ROBIN", position, ("en",), reach)


def beside(place: ChainPlace, reach: Reach) -> ChainMember:
    return ChainMember(UUID(int=9), "PINE", place, reach)


@pytest.mark.parametrize(
    ("leads", "others", "heard"),
    [
        ([on_duty(DutyPosition.LEAD, REACHED)], [], Hearer.LEAD),
        ([on_duty(DutyPosition.BACKUP, REACHED)], [], Hearer.SOMEBODY_ELSE),
        ([on_duty(DutyPosition.LEAD, OPTED_OUT), on_duty(DutyPosition.LEAD, REACHED)], [], Hearer.LEAD),
        ([on_duty(DutyPosition.LEAD, OPTED_OUT)], [beside(ChainPlace.OTHER_LEAD, REACHED)], Hearer.SOMEBODY_ELSE),
        ([], [beside(ChainPlace.COORDINATOR, REACHED)], Hearer.SOMEBODY_ELSE),
        ([on_duty(DutyPosition.LEAD, OPTED_OUT)], [beside(ChainPlace.COORDINATOR, OPTED_OUT)], Hearer.NOBODY),
        ([on_duty(DutyPosition.LEAD, MAIL_ONLY)], [], Hearer.NOBODY),
        ([], [], Hearer.NOBODY),
    ],
)
def test_who_hears_is_the_first_of_the_chain_whom_a_text_reaches(
    leads: list[DutyLead], others: list[ChainMember], heard: Hearer
):
    assert who_hears(NetworkDuty(NETWORK, tuple(leads), tuple(others))) is heard


def test_nobody_hears_their_own_cry():
    lead = on_duty(DutyPosition.LEAD, REACHED)
    duty = NetworkDuty(NETWORK, (lead,), (beside(ChainPlace.COORDINATOR, REACHED),))

    assert who_hears(duty, apart_from=lead.volunteer_id) is Hearer.SOMEBODY_ELSE
    assert who_hears(NetworkDuty(NETWORK, (lead,), ()), apart_from=lead.volunteer_id) is Hearer.NOBODY
