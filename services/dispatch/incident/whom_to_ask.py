"""Who may be asked about a mission now, best first: everyone near who was not asked yet, or not reached. Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.dispatch.incident.near_sos import cries_lately_near
from services.dispatch.matching.ranking import Ranking, Target, rank
from services.dispatch.model.brake import Brake
from services.dispatch.model.incident import Incident, MissionPerson, Offer, OfferState
from services.dispatch.model.message_request import named
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import Candidate


def ranked(mission: Mission, size: int, *, again: bool = False, silent_until: datetime | None = None) -> Ranking:
    """Everyone near who was not asked yet; the first `size` hold what the team still lacks.

    Whom no offer reached while texts did not get through has not been asked: they are once they do, or `again`.

    Who was in an SOS near there lately comes after everybody else was asked and nobody may still answer, never first.

    Args:
        silent_until: whose time was over by then, and who had not answered, may be asked once more.
    """
    incident, needs = mission.incident, mission.incident.needs
    had = [offer.person for offer in mission.offers.values() if offer.state is OfferState.OPEN]
    had += [assignment.person for assignment in mission.team]
    asked = frozenset(
        person_id
        for person_id, offer in mission.offers.items()
        if not _may_be_asked_anew(offer, mission.brake, again) and not _was_silent(offer, silent_until)
    )
    on_duty = {lead.volunteer_id for lead in mission.duty.leads}
    spared = {person_id for cry in cries_lately_near(mission) for person_id in cry.people}

    def ranked_without(spared: Collection[UUID]) -> Ranking:
        return rank(
            target_of(incident),
            [
                replace(each, on_duty=each.volunteer_id in on_duty, sos_near=each.volunteer_id in spared)
                for each in mission.pool.candidates(incident.id)
            ],
            policy=incident.policy,
            now=mission.now,
            asked=asked,
            wave=max(size, 1),
            needs_level=not any(person.at_least(needs.level) for person in had),
            needs_language=not any(person.speaks_any(needs.languages) for person in had),
        )

    found = ranked_without(spared)
    nobody_else = incident.wave > 0 and not any(offer.state is OfferState.OPEN for offer in mission.offers.values())
    return found if found.ranked or not nobody_else else ranked_without(())


def _may_be_asked_anew(offer: Offer, brake: Brake, again: bool) -> bool:
    if offer.state is OfferState.UNDELIVERABLE:
        missed_at, healed_at = offer.answered_at, brake.released_at
        return again or (missed_at is not None and healed_at is not None and missed_at < healed_at)
    return offer.state is OfferState.WITHDRAWN


def _was_silent(offer: Offer, until: datetime | None) -> bool:
    return offer.state is OfferState.EXPIRED and until is not None and offer.not_after <= until


def target_of(incident: Incident) -> Target:
    needs = incident.needs
    return Target(
        incident.lat,
        incident.lon,
        needs.languages,
        incident.is_residence,
        needs.level,
        incident.network_id,
        incident.exercise,
    )


def person_of(candidate: Candidate) -> MissionPerson:
    return MissionPerson(candidate.volunteer_id, candidate.callsign, candidate.level, candidate.languages)


def not_reached(mission: Mission) -> str | None:
    """Whom no offer reached, as a page names them."""
    missed = [offer for offer in mission.offers.values() if offer.state is OfferState.UNDELIVERABLE]
    return named([offer.person.callsign for offer in missed]) or None
