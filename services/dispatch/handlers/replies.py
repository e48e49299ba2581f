"""Replies, a batch as one unit: each text is read against what is open between its sender and us, and acted on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog

from schemas.envelope import Received
from schemas.events.reply import ReplyReceivedV1
from services.chassis.errors import Reject
from services.chassis.failpoints import failpoint
from services.chassis.sealing import KeyMissing, Tampered
from services.dispatch.escalation.paging import page_without_incident
from services.dispatch.grammar.erase_wish import erase_wish_in
from services.dispatch.handlers import reply_handler
from services.dispatch.handlers.brakes import answered_probes, release_brakes
from services.dispatch.handlers.erasing_by_text import keep_wishes, known_codes
from services.dispatch.handlers.for_a_person import V11_EVERY, from_stranger
from services.dispatch.handlers.reply_batch import PageToRaise, ReplyBatch
from services.dispatch.incident.codes import REST
from services.dispatch.incident.distress import raised
from services.dispatch.incident.situations import codes_acknowledged, sender_of
from services.dispatch.model.incident import OF_A_CRY, PageReason
from services.dispatch.model.pending_changes import PendingEvent
from services.dispatch.roster.shifts import switch_on
from services.dispatch.sealing import open_new_reply, reply_words
from services.dispatch.unit_of_work import IncidentUnitOfWork

log = structlog.get_logger()


async def on_replies(work: IncidentUnitOfWork, batch: Sequence[Received[ReplyReceivedV1]]) -> None:
    """Load, decide, save, announce. Texts are opened and read only after the rows they may change are locked."""
    people = await work.roster.volunteers({event.data.person_id for event in batch})
    known = [event for event in batch if event.data.person_id in people]
    strangers = [event.data for event in batch if event.data.person_id not in people]
    networks = {person.network_id for person in people.values()}
    for_strangers = await work.roster.first_network() if strangers else None
    networks |= {for_strangers} if for_strangers else set()
    paged = {person_id for person_id, person in people.items() if person.is_ever_paged}
    work.reached |= paged
    concerned = [incident_id for _, incident_id in await work.offers.incidents_concerning(people, work.now)]
    concerned += await work.pages.paged_incidents(paged, {people[each].network_id for each in paged}) if paged else []
    missions = await work.lock_missions(concerned, networks=networks)
    without_incident = await work.pages.open_pages_without_incident(networks)
    recent = await work.offers.recent_codes(people, work.now)
    await work.lock_calls(networks, people)
    probes = answered_probes(missions.values(), people)
    last_told = await work.unread_texts.last_told(people)
    unread_lately = await work.unread_texts.count_since(people, work.now - V11_EVERY)

    texts = {event.id: _text_of(event.data, work) for event in batch}
    codes = {code for event in known for code in codes_acknowledged(texts[event.id])}
    named = await work.pages.by_codes(networks, codes, work.now - REST) if codes else []

    in_danger = {person_id: work.calls[person_id].id for person_id in people.keys() & work.calls.keys()}
    entries = await work.sos_calls.last_texts(in_danger.values()) if in_danger else {}
    last_in_danger: dict[UUID, tuple[datetime, str]] = {}
    for person_id, call_id in in_danger.items():
        if (entry := entries.get(call_id)) is not None:
            words = reply_words(entry.words, entry.id, person_id, work.resources.sealer)
            last_in_danger[person_id] = entry.at, words or ""
    replies = ReplyBatch(
        work, {page.id: page for page in without_incident}, named, last_told, unread_lately, last_in_danger
    )
    wishing = {event.data.person_id for event in known if erase_wish_in(texts[event.id])}
    replies.erase_codes = await known_codes(work, wishing)
    for reply in strangers:
        log.error("reply.from_nobody", reply_id=str(reply.reply_id))
        from_stranger(replies, reply, work.duties[for_strangers] if for_strangers else None)
    for event in known:
        person = people[event.data.person_id]
        pages = [page for mission in missions.values() for page in mission.pages.values()]
        pages += replies.open_pages.values()
        sender = sender_of(person, missions.values(), recent[person.volunteer_id], pages)
        reply_handler.answer(replies, event, sender, texts[event.id])

    if probes and (braked := await work.brakes.braked_among(probes)):
        await release_brakes(work, braked)
    await _raise_pages(work, replies.pages_to_raise)
    for volunteer_id in replies.cried_off_mission:
        call = work.calls[volunteer_id]
        work.pending.outgoing.append(PendingEvent(raised(call, on_mission=False), call.subject_id, None))
    work.pending.switched |= replies.switched_on.keys() | replies.switched_off
    await work.save()
    for volunteer_id, until in sorted(replies.switched_on.items()):
        await switch_on(work.unit, work.roster, [volunteer_id], until)
    if replies.switched_off:
        await work.roster.switch_off(sorted(replies.switched_off))
    await keep_wishes(replies, {each: (people[each].network_id, people[each].callsign) for each in wishing})
    if replies.accepted:
        await failpoint("Y.accepted")


async def _raise_pages(work: IncidentUnitOfWork, pages: Sequence[PageToRaise]) -> None:
    """The codes are taken late and at once: their counters stay locked until the unit ends."""
    codes = await work.take_codes(Counter(page.duty.network.network_id for page in pages if not page.code))
    for page in pages:
        network, left = page.duty.network, page.left
        call = work.calls.get(page.about.volunteer_id) if page.reason in OF_A_CRY else None
        code = page.code or (call and call.code) or codes[network.network_id].pop(0)
        if page.reason is PageReason.SOS:
            work.put_call(replace(work.calls[page.about.volunteer_id], code=code))
        page_without_incident(
            work.pending,
            page.duty,
            code=code,
            reason=page.reason,
            zone=left.zone if left else network.name,
            now=work.now,
            exercise=left is not None and left.exercise,
            about=page.about,
            detail=None if left is None else left.with_whom,
            also=page.also,
        )


def _text_of(reply: ReplyReceivedV1, work: IncidentUnitOfWork) -> str:
    """
    Raises:
        Reject: its key is gone, or it was not sealed for this reply of this person.
    """
    try:
        return open_new_reply(reply.sealed_text, reply.reply_id, reply.person_id, work.resources.sealer, work.now)
    except (KeyMissing, Tampered, ValueError) as error:
        raise Reject(f"reply {reply.reply_id}: unreadable text: {type(error).__name__}") from None
