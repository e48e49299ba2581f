"""Ask people about a mission: their offers and texts, the wave's event, and until when it waits for answers. Pure."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

from schemas.clock_times import clock_time
from schemas.events.incident import WaveOpenedV1
from schemas.values import uuid7
from services.dispatch.incident.whom_to_ask import person_of
from services.dispatch.matching.ranking import Ranked, Ranking
from services.dispatch.matching.waves import Ask
from services.dispatch.model.incident import IncidentState, MissionPerson, Offer, OfferState
from services.dispatch.model.message_request import id_of_message
from services.dispatch.model.mission import Mission

EXCLUDED_SHOWN = 50
WAVE = "wave"


def set_deadline(mission: Mission, ask: Ask, *, wave: int) -> None:
    """One timer for the whole wave; those set before are outdated."""
    mission.update_incident(
        state=IncidentState.DISPATCHING, wave=wave, wave_not_after=ask.not_after, epoch=mission.incident.epoch + 1
    )
    mission.set_timer(WAVE, ask.not_after - mission.now, mission.incident.epoch)


def ask_people(mission: Mission, ask: Ask, ranking: Ranking) -> None:
    """Offer each a seat. The event counts them; the timeline names them, and who was left out and why."""
    wave = mission.incident.wave
    offers: list[Offer] = []
    offered = mission.pending.exercises_offered if mission.incident.exercise else mission.pending.offered
    for each in ask.fresh:
        offers.append(_offer(mission, each, ask))
        others = each.candidate.open_offers + each.candidate.open_exercises
        _tell(mission, offers[-1], "V2b" if others > 0 else "V2")
        mission.pool.note_offer(each.candidate, mission.now, exercise=mission.incident.exercise)
    for standby in ask.standbys:
        asked = standby.asked + 1
        again = replace(
            standby,
            wave=wave,
            asked=asked,
            state=OfferState.OPEN,
            not_after=ask.not_after,
            message_id=_message_id(mission, standby.person, asked),
            answered_at=None,
            asked_again=False,
        )
        offers.append(again)
        _tell(mission, again, "V2s")
    for offer in offers:
        mission.put_offer(offer)
        offered.append(offer.person.volunteer_id)
    mission.announce(
        WaveOpenedV1(
            **mission.event_head,
            wave=wave,
            not_after=ask.not_after,
            offers=(),
            asked=len(offers),
            not_asked=dict(Counter(why for _, why in ranking.excluded)),
            considered=len(ranking.ranked) + len(ranking.excluded),
        )
    )
    mission.note(
        "wave",
        wave=str(wave),
        asked=", ".join(offer.person.callsign for offer in offers),
        excluded=",".join(f"{who.callsign} {why}" for who, why in ranking.excluded[:EXCLUDED_SHOWN]),
    )


def _offer(mission: Mission, each: Ranked, ask: Ask) -> Offer:
    person = person_of(each.candidate)
    before = mission.offers.get(person.volunteer_id)
    asked = before.asked + 1 if before else 1
    return Offer(
        id=before.id if before else uuid7(),
        incident_id=mission.incident.id,
        person=person,
        wave=mission.incident.wave,
        asked=asked,
        state=OfferState.OPEN,
        reasons=each.reasons,
        message_id=_message_id(mission, person, asked),
        not_after=ask.not_after,
        offered_at=mission.now,
    )


def _message_id(mission: Mission, person: MissionPerson, asked: int) -> UUID:
    return id_of_message(mission.incident.id, person.volunteer_id, "V2", str(asked))


def _tell(mission: Mission, offer: Offer, template: str) -> None:
    incident = mission.incident
    mission.text(
        offer.person,
        template,
        str(offer.asked),
        {
            "zone": incident.zone,
            "observers": str(incident.needs.observers),
            "languages": ",".join(incident.needs.languages) or "any",
            "until": clock_time(offer.not_after, mission.duty.network.time_zone),
        },
        message_id=offer.message_id,
        not_after=offer.not_after,
    )
