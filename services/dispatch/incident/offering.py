"""When people are asked about a mission: waves, replacements, stand-bys; what happens when nobody is left to ask."""

from dataclasses import replace
from datetime import datetime, timedelta

from schemas.events.incident import IncidentUnfilledV1
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.asking import WAVE, ask_people, set_deadline
from services.dispatch.incident.near_sos import wait_if_sos_is_near
from services.dispatch.incident.pair_rule import size_of_team
from services.dispatch.incident.whom_to_ask import not_reached, person_of, ranked
from services.dispatch.matching import waves
from services.dispatch.matching.ranking import Ranking
from services.dispatch.model.brake import COUNTED_FOR, pause_after
from services.dispatch.model.incident import (
    SEEKING,
    IncidentState,
    MissionPerson,
    OfferState,
    PageReason,
)
from services.dispatch.model.mission import Mission

DUTY_POLL = timedelta(seconds=5)
SEEK_POLL = timedelta(seconds=30)
EXPIRES = timedelta(hours=2)
"""Nobody was found for so long: somebody must choose what its callers are told."""
SILENT_FOR = timedelta(minutes=5)
"""Since the end of their time: who was silent so long may be asked once more when another call comes."""
DUTY, SEEK, ANSWER, PROBE = "duty", "seek", "answer", "probe"


def on_duty_poll(mission: Mission) -> None:
    """A lead may be on duty by now. What was seen too long ago is for the lead to decide, not for a wave."""
    incident = mission.incident
    if incident.state not in (IncidentState.ASSESSING, IncidentState.DISPATCHING):
        return
    age = mission.now - incident.seen_until
    if not mission.duty.attended:
        mission.set_timer(DUTY, DUTY_POLL if age < timedelta(minutes=10) else 12 * DUTY_POLL, incident.epoch)
    elif age > timedelta(minutes=incident.policy.release_max_age_minutes):
        give_up(mission, seek=False)
    else:
        next_wave(mission)


def next_wave(mission: Mission) -> None:
    """Ask the next people, or wait for those who may still answer, or hand over to the duty lead.

    Without a duty lead on duty whom texts reach nobody is asked, and the incident waits for one (rules R2 and R45).
    """
    if not mission.duty.attended:
        _wait_for_a_lead(mission)
        return
    if wait_if_sos_is_near(mission):
        return
    if texts_fail(mission):
        hold_back(mission)
        return
    incident, wave = mission.incident, mission.incident.wave + 1
    ranking = ranked(mission, waves.size_of(wave, incident.policy))
    match waves.open_wave(wave, ranking.ranked, mission.offers.values(), policy=incident.policy, now=mission.now):
        case waves.Ask() as ask:
            set_deadline(mission, ask, wave=wave)
            ask_people(mission, ask, ranking)
        case waves.Wait(until=until):
            mission.update_incident(epoch=incident.epoch + 1, wave_not_after=until)
            mission.set_timer(WAVE, until - mission.now, mission.incident.epoch)
        case waves.Exhausted():
            give_up(mission, seek=not ranking.ranked)


def _wait_for_a_lead(mission: Mission) -> None:
    """Said once; the poll that was set goes on silently."""
    mission.update_incident(epoch=mission.incident.epoch + 1)
    mission.announce(IncidentUnfilledV1(**mission.event_head, reason="no_duty_lead"))
    for lead in mission.duty.leads:
        mission.note("lead_unreachable", callsign=lead.callsign, unreachable=lead.reach.text_reason or "")
    if not mission.duty.leads:
        mission.note("no_duty_lead")
    mission.set_timer(DUTY, DUTY_POLL, mission.incident.epoch)
    mission.set_timer(ANSWER, EXPIRES, mission.incident.epoch)


def on_wave_deadline(mission: Mission) -> None:
    """The window is over: who did not answer is not waited for any longer."""
    for offer in waves.overdue(mission.offers.values(), mission.now):
        mission.end_offer(offer, OfferState.EXPIRED)
    if is_short(mission):
        next_wave(mission)


def on_seek_poll(mission: Mission) -> None:
    """Everybody there was had been asked; somebody may have come on call since."""
    incident = mission.incident
    if incident.state is not IncidentState.UNFILLED or not is_short(mission):
        return
    if mission.now - incident.seen_until > timedelta(minutes=incident.policy.release_max_age_minutes):
        return
    if wait_if_sos_is_near(mission):
        return
    size = incident.policy.wave_sizes[-1]
    ranking = ranked(mission, size)
    if not mission.duty.attended or texts_fail(mission) or not ranking.ranked:
        mission.set_timer(SEEK, SEEK_POLL, incident.epoch)
        return
    not_after = mission.now + timedelta(seconds=incident.policy.wave_seconds)
    ask = waves.Ask(ranking.ranked[:size], (), not_after)
    set_deadline(mission, ask, wave=incident.wave + 1)
    ask_people(mission, ask, ranking)


def ask_once_more(mission: Mission) -> None:
    """Another call came of what nobody goes to: asked are who was silent a while ago, whom no text reached, who is new.

    Nobody is asked again who said no, and the lead hears where nobody is left to ask.
    """
    incident = mission.incident
    if incident.state is not IncidentState.UNFILLED or not is_short(mission) or wait_if_sos_is_near(mission):
        return
    size = max(incident.policy.wave_sizes)
    ranking = ranked(mission, size, again=True, silent_until=mission.now - SILENT_FOR)
    standbys = waves.on_standby(mission.offers.values())
    if not mission.duty.attended or texts_fail(mission) or not (ranking.ranked or standbys):
        page_lead(mission, PageReason.EXHAUSTED, detail=not_reached(mission))
        mission.set_timer(SEEK, SEEK_POLL, incident.epoch)
        return
    ask = waves.Ask(ranking.ranked[:size], standbys, mission.now + timedelta(seconds=incident.policy.wave_seconds))
    set_deadline(mission, ask, wave=incident.wave + 1)
    ask_people(mission, ask, ranking)


def refill(mission: Mission, ended: int) -> None:
    """Ask one more person for each who will not come, at once and in the same wave."""
    incident = mission.incident
    if ended == 0 or not is_short(mission) or not mission.duty.attended or wait_if_sos_is_near(mission):
        return
    if texts_fail(mission):
        hold_back(mission)
        return
    ranking = ranked(mission, ended)
    offers = mission.offers.values()
    match waves.replace_at_once(ended, ranking.ranked, offers, policy=incident.policy, now=mission.now):
        case waves.Ask() as ask:
            if incident.wave_not_after is None or incident.wave_not_after <= mission.now:
                set_deadline(mission, ask, wave=max(incident.wave, 1))
            elif incident.state is IncidentState.UNFILLED:
                mission.update_incident(state=IncidentState.DISPATCHING)
            ask_people(mission, ask, ranking)
        case waves.Wait():
            return
        case waves.Exhausted():
            give_up(mission, seek=not ranking.ranked)


def count_a_miss(mission: Mission) -> None:
    """An offer was not received. So many in a minute, here or in the whole network, and no more people are asked."""
    incident, policy = mission.incident, mission.incident.policy
    if not incident.exercise:  # which in production reaches nobody, and says nothing of the network's texts
        mission.put_brake(mission.brake.after_a_miss(mission.now, policy.misses_per_network))
    lately = [
        offer
        for offer in mission.offers.values()
        if offer.state is OfferState.UNDELIVERABLE
        and offer.answered_at is not None
        and mission.now - offer.answered_at < COUNTED_FOR
    ]
    if incident.braked_at is None and len(lately) >= policy.misses_per_incident:
        hold_back(mission)


def texts_fail(mission: Mission) -> bool:
    return mission.incident.braked_at is not None or mission.brake.braked_at is not None


def texts_arrive(mission: Mission) -> None:
    """An offer was received, or answered; where people are held back the brake is released first."""
    if not texts_fail(mission):
        end_pages(mission, [PageReason.TEXTS_FAIL])


def hold_back(mission: Mission) -> None:
    """Nobody more is asked, and the lead is told; later one person at a time finds out whether texts get through."""
    if not _looks_for_people(mission):
        return
    incident, brake = mission.incident, mission.brake
    if incident.braked_at is None:
        mission.update_incident(braked_at=mission.now, probes=0)
        mission.note("braked")
        end_pages(mission, [PageReason.EXHAUSTED])
        page_lead(mission, PageReason.TEXTS_FAIL)
    elif incident.probe_at is not None:
        return
    else:
        mission.update_incident(probes=incident.probes + 1)
    probe_at = mission.now + pause_after(mission.incident.probes)
    _set_probe(mission, max(probe_at, brake.probe_at) if brake.braked_at and brake.probe_at else probe_at)


def on_probe_due(mission: Mission) -> None:
    """Ask on when an offer was received again, else one person, one for the whole network at a time (rule R53)."""
    incident, brake = mission.incident, mission.brake
    for offer in waves.overdue(mission.offers.values(), mission.now):
        mission.end_offer(offer, OfferState.EXPIRED)
    if incident.braked_at is None:
        return
    if brake.released_at is not None and brake.released_at >= incident.braked_at:
        mission.update_incident(braked_at=None, probe_at=None, probes=0)
        mission.note("brake_released")
        end_pages(mission, [PageReason.TEXTS_FAIL])
        if _looks_for_people(mission):
            _ask_on(mission)
    elif brake.braked_at is not None and brake.probe_at is not None and mission.now < brake.probe_at:
        _set_probe(mission, brake.probe_at)
    elif not _looks_for_people(mission):
        return
    elif wait_if_sos_is_near(mission) or not mission.duty.attended or not (ranking := _to_probe(mission)).ranked:
        _set_probe(mission, mission.now + pause_after(incident.probes))
    else:
        if brake.braked_at is not None and not incident.exercise:
            mission.put_brake(brake.after_a_probe(mission.now))
        ask = waves.Ask(ranking.ranked[:1], (), mission.now + timedelta(seconds=incident.policy.wave_seconds))
        mission.update_incident(probe_at=None)
        set_deadline(mission, ask, wave=max(incident.wave, 1))
        ask_people(mission, ask, ranking)


def _ask_on(mission: Mission) -> None:
    """First whom no offer had reached, in the wave that passed them by; they have not been asked."""
    size = max(mission.incident.policy.wave_sizes)
    ranking = ranked(mission, size)
    states = {person_id: offer.state for person_id, offer in mission.offers.items()}
    missed = [each for each in ranking.ranked if states.get(each.candidate.volunteer_id) is OfferState.UNDELIVERABLE]
    if not missed or not mission.duty.attended or wait_if_sos_is_near(mission):
        next_wave(mission)
        return
    ask = waves.Ask(tuple(missed[:size]), (), mission.now + timedelta(seconds=mission.incident.policy.wave_seconds))
    set_deadline(mission, ask, wave=max(mission.incident.wave, 1))
    ask_people(mission, ask, ranking)


def others_may_come(mission: Mission) -> bool:
    """Somebody may still answer, or can be asked, without asking anybody again."""
    waiting = isinstance(waves.wait_or_give_up(mission.offers.values(), mission.now), waves.Wait)
    return waiting or bool(waves.on_standby(mission.offers.values())) or bool(ranked(mission, 1).ranked)


def say_who_was_not_reached(mission: Mission) -> None:
    """What is paged about them: nobody is said to have been asked whom no text reached."""
    for page in list(mission.pages.values()):
        if page.reason in (PageReason.EXHAUSTED, PageReason.TEXTS_FAIL):
            mission.put_page(replace(page, detail=not_reached(mission)))


def _to_probe(mission: Mission) -> Ranking:
    """Somebody who was not asked yet; when all were, one whom no offer reached: else nobody would ever find out."""
    fresh = ranked(mission, 1)
    return fresh if fresh.ranked else ranked(mission, 1, again=True)


def _looks_for_people(mission: Mission) -> bool:
    return is_short(mission) or mission.incident.state is IncidentState.ASSESSING


def _set_probe(mission: Mission, at: datetime) -> None:
    mission.update_incident(probe_at=at, epoch=mission.incident.epoch + 1)
    mission.set_timer(PROBE, at - mission.now, mission.incident.epoch)


def go_on_if_silent(mission: Mission) -> None:
    """When nobody is left who might answer, the window need not be waited out."""
    silent = isinstance(waves.wait_or_give_up(mission.offers.values(), mission.now), waves.Exhausted)
    if silent and mission.incident.state is IncidentState.DISPATCHING and is_short(mission):
        next_wave(mission)


def give_up(mission: Mission, *, seek: bool) -> None:
    """Every wave went out: the duty lead decides. Late answers still count, and so do people who come on call."""
    if mission.incident.state is not IncidentState.UNFILLED:
        mission.update_incident(state=IncidentState.UNFILLED, epoch=mission.incident.epoch + 1)
        mission.announce(IncidentUnfilledV1(**mission.event_head, reason="exhausted"))
        mission.note("exhausted")
        page_lead(mission, PageReason.EXHAUSTED, detail=not_reached(mission))
        mission.set_timer(ANSWER, EXPIRES, mission.incident.epoch)
    if seek:
        mission.set_timer(SEEK, SEEK_POLL, mission.incident.epoch)


def withdraw_all(mission: Mission, template: str, *, unanswered: str) -> None:
    """Nobody else is needed: everyone who was asked or stands by gets a definite answer (rule R12).

    Args:
        unanswered: to whom has not answered, whom nobody thanks for it.
    """
    for offer in list(mission.offers.values()):
        if offer.state in (OfferState.OPEN, OfferState.STANDBY):
            said = unanswered if offer.state is OfferState.OPEN else template
            mission.end_offer(offer, OfferState.WITHDRAWN)
            mission.text(offer.person, said, f"withdrawn:{offer.asked}")


def is_short(mission: Mission) -> bool:
    """People are still looked for, and a seat is free."""
    return mission.incident.state in SEEKING and len(mission.team) < size_of_team(mission.incident.needs)


def speaker_may_come(mission: Mission, besides: MissionPerson) -> bool:
    """Whether one who speaks a language of the place may still say yes, or would be asked in a further wave."""
    incident, languages = mission.incident, mission.incident.needs.languages
    waiting = [
        offer.person
        for offer in mission.offers.values()
        if (offer.state is OfferState.OPEN and offer.not_after > mission.now)
        or (offer.state is OfferState.STANDBY and offer.asked < waves.ASKED_AT_MOST)
    ]
    people = [person for person in waiting if person.volunteer_id != besides.volunteer_id]
    if waves.size_of(incident.wave + 1, incident.policy):
        people += [person_of(each.candidate) for each in ranked(mission, 1).ranked]
    return any(person.speaks_any(languages) for person in people)
