"""A text that may mean one of several things, or names what is not theirs: they are asked which."""

from collections.abc import Sequence

from schemas.clock_times import clock_time_or_day
from schemas.events.reply import ReplyReceivedV1
from services.dispatch.escalation.page_texts import by_urgency
from services.dispatch.grammar import readings
from services.dispatch.handlers.acknowledging import which_page
from services.dispatch.handlers.for_a_person import let_a_person_read
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.incident import OfferState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.recent_incident import RecentIncident


def is_asked_back(reading: readings.Reading, unknown: str | None) -> bool:
    """Whether the answer would only be a question, or which missions are open to them."""
    if isinstance(reading, readings.ReleaseMe):
        return not reading.confirmed
    answers = readings.Accept | readings.Standby | readings.AskAgain | readings.WhichOne | readings.Late | readings.Stay
    return unknown is not None or isinstance(reading, answers)


def which_one(batch: ReplyBatch, reply: ReplyReceivedV1, who: ReplySender, codes: Sequence[str]) -> None:
    """V16 names the requests they may have meant, D15 the pages."""
    occasion = str(reply.reply_id)
    pages = sorted((page for page in who.pages if page.code in codes), key=by_urgency)
    asked = {mission.incident.code for mission in who.missions_asked(OfferState.OPEN)}
    cried = any(page.reason is PageReason.SOS for page in pages)
    if {page.code for page in pages}.issuperset(codes) and (cried or not asked.issuperset(codes)):
        which_page(batch, who, pages, occasion)
        return
    missions = [mission for code in codes if (mission := who.mission_named(code)) is not None]
    if len(missions) < 2:
        let_a_person_read(batch, reply, who, "WhichOne")
        return
    first, second, count = missions[0].incident.code, missions[1].incident.code, str(len(missions))
    drill, requests = _all_drills(missions), _listed(missions)
    batch.text(who, "V16", occasion, code=first, exercise=drill, count=count, requests=requests, code2=second)


def no_such_code(batch: ReplyBatch, who: ReplySender, code: str, occasion: str) -> None:
    """A code that names nothing of theirs is always answered, with those that do (V16b, V16c)."""
    mine = [who.own[0]] if who.own is not None else who.missions_asked(OfferState.OPEN)
    if mine:
        first, drill, requests = mine[0].incident.code, _all_drills(mine), _listed(mine)
        batch.text(who, "V16b", occasion, code=first, exercise=drill, code2=code, requests=requests)
    else:
        batch.text(who, "V16c", occasion, code=code)


def nothing_is_open(batch: ReplyBatch, who: ReplySender, code: str, asked: RecentIncident, occasion: str) -> None:
    """They named no request, and the last is long over: which that was, and when (V15b); or what is open instead."""
    if who.missions_asked(OfferState.OPEN):
        no_such_code(batch, who, code, occasion)
        return
    zone = batch.work.duties[who.person.network_id].network.time_zone
    time = clock_time_or_day(asked.asked_at, zone, told_at=batch.work.now)
    batch.text(who, "V15b", occasion, code=code, zone=asked.zone, time=time)


def _listed(missions: Sequence[Mission]) -> str:
    return ", ".join(f"{mission.incident.code} {mission.incident.zone}" for mission in missions)


def _all_drills(missions: Sequence[Mission]) -> bool:
    """A text that names one real request is no drill: it is sent, and not marked as one."""
    return all(mission.incident.exercise for mission in missions)
