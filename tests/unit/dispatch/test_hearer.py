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


def test_whose_last_page_is_known_to_be_lost_hears_nothing():
    """HERON cried again 8 s after all three texts were undelivered, and read that the lead was told."""
    lead, pine = on_duty(DutyPosition.LEAD, REACHED), beside(ChainPlace.COORDINATOR, REACHED)

    def hears(*deaf: UUID) -> Hearer:
        return who_hears(NetworkDuty(NETWORK, (lead,), (pine,), deaf=frozenset(deaf)))

    assert hears(pine.volunteer_id) is Hearer.LEAD
    assert hears(lead.volunteer_id) is Hearer.SOMEBODY_ELSE
    assert hears(lead.volunteer_id, pine.volunteer_id) is Hearer.NOBODY


LEAD = on_duty(DutyPosition.LEAD, REACHED)
ANOTHER_LEAD = DutyLead(UUID(int=2), "WREN", DutyPosition.LEAD, ("en",), REACHED)
BACKUP = DutyLead(UUID(int=3), "LARK", DutyPosition.BACKUP, ("en",), REACHED)
COORDINATOR = beside(ChainPlace.COORDINATOR, REACHED)


@pytest.mark.parametrize(
    ("who", "leads", "heard"),
    [
        (LEAD, [LEAD], Hearer.THE_OTHERS),
        (LEAD, [LEAD, ANOTHER_LEAD], Hearer.THE_OTHERS),
        (LEAD, [LEAD, BACKUP], Hearer.THE_OTHERS),
        (BACKUP, [LEAD, BACKUP], Hearer.LEAD),
        (BACKUP, [BACKUP], Hearer.THE_OTHERS),
        (COORDINATOR, [LEAD], Hearer.LEAD),
        (COORDINATOR, [BACKUP], Hearer.THE_OTHERS),
        (COORDINATOR, [], Hearer.NOBODY),
    ],
)
def test_nobody_hears_their_own_cry_and_no_lead_reads_that_the_lead_does(
    who: DutyLead | ChainMember, leads: list[DutyLead], heard: Hearer
):
    duty = NetworkDuty(NETWORK, tuple(leads), (COORDINATOR,))

    assert who_hears(duty, apart_from=who.volunteer_id) is heard
