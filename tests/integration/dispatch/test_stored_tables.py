"""What dispatch writes of a value is what it reads back, every field of it, and again after it changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from schemas.values import Channel, Level, Outcome
from services.chassis.connection import write_together
from services.chassis.database import Database
from services.chassis.scope import EVERY_NETWORK
from services.chassis.sealing import Sealer
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    Incident,
    IncidentState,
    MissionPerson,
    Offer,
    OfferState,
    Page,
    PageReason,
    StandDownReason,
    TeamNeeds,
)
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.sos_call import SosCall, SosEntry, SosEntryKind
from services.dispatch.model.unread_text import SettledAs, UnreadKind, UnreadText, WaitingText
from services.dispatch.store.findings import FindingStore, saving_findings
from services.dispatch.store.incidents import IncidentStore, deciding_reports, noting_reports
from services.dispatch.store.offers import OfferStore, saving_assignments, saving_offers
from services.dispatch.store.pages import PageStore, saving_pages
from services.dispatch.store.sos_calls import SosCallStore, adding_entries, saving_calls
from services.dispatch.store.timeline import timeline_of, writing_timeline
from services.dispatch.store.unread_texts import UnreadTextStore, keeping_unread, settling

AT = datetime(2026, 11, 24, 14, 45, 6, 123456, tzinfo=UTC)
LATER = AT + timedelta(minutes=3)
INCIDENT_ID, REPORT_ID, HERON, MAPLE = (UUID(int=number) for number in (1, 2, 3, 4))
PERSON = MissionPerson(HERON, "HERON", Level.VERIFIED, ("es", "quc"))


def an_incident(sealer: Sealer, day: datetime) -> Incident:
    place = '{"lat": 34.0437, "lon": -118.21, "text": "Soto St & E 1st St"}'
    sealed = sealer.seal("case", day.date(), purpose="report.place", record=str(REPORT_ID), text=place)
    return Incident(
        id=INCIDENT_ID,
        network_id="la",
        code="K7Q",
        state=IncidentState.DISPATCHING,
        exercise=True,
        zone="Boyle Heights",
        lat=34.0437,
        lon=-118.21,
        place_text="Soto St & E 1st St",
        place_of=REPORT_ID,
        sealed_place=sealed,
        intersection=True,
        is_residence=True,
        needs=TeamNeeds(3, Level.LEAD, ("es", "en")),
        policy=DispatchPolicy(wave_seconds=77, wave_sizes=(3, 4, 5), level=Level.LEAD),
        correlation_id=UUID(int=9),
        opened_at=AT,
        seen_from=AT,
        seen_until=LATER,
        epoch=4,
        hold_epoch=5,
        wave=2,
        wave_not_after=LATER,
    )


async def kept(database: Database, sealer: Sealer) -> Incident:
    """An incident that is there, for rows that belong to one."""
    async with database.unit() as unit:
        incident = an_incident(sealer, unit.now)
        store = IncidentStore(unit.connection, sealer)
        await write_together(unit.connection, [store.opening([incident], unit.now.date())])
    return incident


async def test_an_incident(database: Database, sealer: Sealer) -> None:
    opened = await kept(database, sealer)
    changed = replace(
        opened,
        state=IncidentState.FINDING_REVIEWED,
        needs=replace(opened.needs, languages=("es", "zap")),
        seen_from=AT - timedelta(minutes=1),
        seen_until=LATER + timedelta(minutes=1),
        epoch=6,
        hold_epoch=7,
        wave=3,
        wave_not_after=None,
        meeting=MeetingPoint("Mariachi Plaza", 34.047, -118.2196),
        look_at="the corner of Soto & 1st",
        went=True,
        stand_down=StandDownReason.SAFETY,
        outcome=Outcome.UNFOUNDED_OTHER,
        agency="sheriff",
        reviewed_at=LATER,
        reviewed_by="ROBIN",
    )
    async with database.unit() as unit:
        store = IncidentStore(unit.connection, sealer)
        first = await store.lock([INCIDENT_ID])
        await write_together(unit.connection, [store.changing([changed], unit.now.date())])
        second = await store.lock([INCIDENT_ID])
        area = await unit.connection.fetchval("SELECT area FROM incident")
        closed = replace(changed, state=IncidentState.CLOSED, closed_at=LATER)
        await write_together(unit.connection, [store.changing([closed], unit.now.date())])
        third = await store.lock([INCIDENT_ID])
        forgotten = await unit.connection.fetchval("SELECT area FROM incident")

    assert (first, second, third) == ([opened], [changed], [closed])
    assert area is not None
    assert forgotten is None


async def test_an_offer(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    offer = Offer(
        id=UUID(int=11),
        incident_id=INCIDENT_ID,
        person=PERSON,
        wave=1,
        asked=1,
        state=OfferState.OPEN,
        reasons=("near:1km", "speaks:es"),
        message_id=UUID(int=12),
        not_after=LATER,
        offered_at=AT,
    )
    changed = replace(
        offer,
        person=replace(PERSON, level=Level.LEAD, languages=()),
        wave=2,
        asked=2,
        state=OfferState.STANDBY,
        reasons=(),
        message_id=UUID(int=13),
        not_after=LATER + timedelta(minutes=1),
        offered_at=LATER,
        answered_at=LATER,
        eta_minutes=12,
        asked_again=True,
    )
    async with database.unit() as unit:
        store = OfferStore(unit.connection)
        await write_together(unit.connection, [saving_offers([offer])])
        first = await store.offers_of([INCIDENT_ID])
        await write_together(unit.connection, [saving_offers([changed])])
        second = await store.offers_of([INCIDENT_ID])
        await store.note_delivered([(INCIDENT_ID, HERON, changed.message_id, LATER)])
        await write_together(unit.connection, [saving_offers([changed])])
        third = await store.offers_of([INCIDENT_ID])

    assert (first, second) == ([offer], [changed])
    assert third == [replace(changed, delivered_at=LATER)], "who saves the offer again does not undo it"


async def test_an_assignment(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    held = Assignment(UUID(int=21), INCIDENT_ID, PERSON, AssignmentState.HELD, AT)
    changed = replace(
        held,
        state=AssignmentState.RELEASED,
        eta_minutes=7,
        confirmed_at=AT + timedelta(seconds=1),
        en_route_at=AT + timedelta(seconds=2),
        on_scene_at=AT + timedelta(seconds=3),
        sos_at=AT + timedelta(seconds=4),
        sos_cleared_by="ROBIN",
        out_at=AT + timedelta(seconds=5),
        released_at=AT + timedelta(seconds=6),
        release_reason="out",
        asked_release=True,
        sign_due_at=AT + timedelta(seconds=7),
        signs_asked=3,
    )
    async with database.unit() as unit:
        store = OfferStore(unit.connection)
        await write_together(unit.connection, [saving_assignments([held])])
        first = await store.assignments_of([INCIDENT_ID])
        await write_together(unit.connection, [saving_assignments([changed])])
        second = await store.assignments_of([INCIDENT_ID])

    assert (first, second) == ([held], [changed])


async def test_a_finding(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    finding = Finding(UUID(int=31), INCIDENT_ID, Outcome.NOTHING_SEEN, 4, 2, "HERON", AT, b"words")
    decided = replace(finding, decision="accept", reviewed_by="ROBIN", reviewed_at=LATER, note=b"note")
    async with database.unit() as unit:
        store = FindingStore(unit.connection)
        await write_together(unit.connection, [saving_findings([finding])])
        first = await store.findings_of([INCIDENT_ID])
        await write_together(unit.connection, [saving_findings([decided])])
        second = await store.findings_of([INCIDENT_ID])

    assert (first, second) == ([finding], [decided])


async def test_a_page(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    page = Page(
        id=UUID(int=41),
        network_id="la",
        incident_id=INCIDENT_ID,
        code="K7Q",
        reason=PageReason.FINDING,
        zone="Boyle Heights",
        exercise=True,
        raised_at=AT,
        about_id=HERON,
        about="HERON",
        detail="nothing_seen",
    )
    again = replace(page, attempt=3, paged=(HERON, MAPLE), words_at=LATER, message_ids=(UUID(int=42), UUID(int=43)))
    async with database.unit() as unit:
        store = PageStore(unit.connection)
        await write_together(unit.connection, [saving_pages([page])])
        first = await store.open_pages_of([INCIDENT_ID])
        await write_together(unit.connection, [saving_pages([again])])
        second = await store.open_pages_of([INCIDENT_ID])
        await write_together(unit.connection, [saving_pages([replace(again, open=False)])])
        third = await store.open_pages_of([INCIDENT_ID])

    assert (first, second, third) == ([page], [again], [])


def a_noted_report() -> NotedReport:
    return NotedReport(
        report_id=REPORT_ID,
        revision=1,
        network_id="la",
        source_id=UUID(int=77),
        state="held",
        incident_id=None,
        exercise=True,
        ref="482193",
        channel=Channel.PARTNER,
        received_at=AT,
        seen_at=AT - timedelta(minutes=3),
        is_residence=None,
        languages=("es", "quc"),
        intersection=True,
        sealed_place=b"sealed",
        priority=2,
    )


async def test_a_report_that_was_answered_stays_so_when_a_newer_revision_comes(
    database: Database, sealer: Sealer
) -> None:
    await kept(database, sealer)
    finding = Finding(UUID(int=31), INCIDENT_ID, Outcome.NOTHING_SEEN, 4, 2, "HERON", AT)
    linked = replace(a_noted_report(), state="linked", incident_id=INCIDENT_ID)
    answered = replace(linked, left_out_at=AT, answered_at=LATER, answered_by=finding.id)
    async with database.unit() as unit:
        store = IncidentStore(unit.connection, sealer)
        await write_together(unit.connection, [noting_reports([linked], unit.now), saving_findings([finding])])
        await write_together(unit.connection, [deciding_reports([answered])])
        await write_together(unit.connection, [noting_reports([replace(linked, revision=2)], unit.now)])
        known = await store.reports_of([INCIDENT_ID])

    assert known == [replace(answered, revision=2)]


async def test_a_report_that_was_noted(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    held = a_noted_report()
    linked = replace(held, revision=2, state="linked", incident_id=INCIDENT_ID, is_residence=False)
    async with database.unit() as unit:
        store = IncidentStore(unit.connection, sealer)
        for report, as_held in ((held, True), (linked, False), (replace(held, revision=3), True)):
            await write_together(unit.connection, [noting_reports([report], unit.now, held=as_held)])
        known = await store.known_reports([REPORT_ID])

    assert known == {REPORT_ID: linked}, "a held report that comes late takes nothing back"


async def test_a_timeline_and_a_text_that_nobody_understood(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    entries = [
        TimelineEntry(INCIDENT_ID, AT, "opened", {"ref": "482193", "zone": "Boyle Heights"}),
        TimelineEntry(INCIDENT_ID, AT, "exhausted", {}),
    ]
    text = UnreadText(UUID(int=51), HERON, "la", "HERON", "K7Q", None, b"sealed", AT)
    asked = replace(
        text, reply_id=UUID(int=52), guess="Accept", received_at=LATER, kind=UnreadKind.TALK, incident_id=INCIDENT_ID
    )
    settled = replace(asked, settled_as=SettledAs.ANSWERED, settled_by="ROBIN", settled_at=LATER, note=b"note")
    async with database.unit() as unit:
        await write_together(unit.connection, [writing_timeline(entries), keeping_unread([text, asked])])
        await write_together(unit.connection, [keeping_unread([replace(text, code="M4T")])])
        told = await timeline_of(unit.connection, INCIDENT_ID, 10)
        store = UnreadTextStore(unit.connection)
        waiting = await store.latest(10, "open", EVERY_NETWORK)
        await write_together(unit.connection, [settling([settled])])
        left = await store.latest(10, "open", EVERY_NETWORK)
        found = await store.lock(asked.reply_id)

    assert told == (0, entries)
    assert waiting == [WaitingText(text, None), WaitingText(asked, None)], "the same reply once more changes nothing"
    assert left == [WaitingText(text, None)]
    assert found == settled


async def test_an_sos_call(database: Database, sealer: Sealer) -> None:
    await kept(database, sealer)
    call = SosCall(UUID(int=71), "la", "M4T", HERON, "HERON", None, "RRN", False, AT)
    changed = replace(
        call,
        code="K7Q",
        incident_id=INCIDENT_ID,
        zone="Boyle Heights",
        exercise=True,
        repeated_at=LATER,
        cries=2,
        acknowledged_by="ROBIN",
        acknowledged_at=LATER,
    )
    async with database.unit() as unit:
        store = SosCallStore(unit.connection)
        await write_together(unit.connection, [saving_calls([call])])
        first = await store.lock_open(["la"])
        await write_together(unit.connection, [saving_calls([changed])])
        second = await store.lock_open(["la"])
        cleared = replace(changed, cleared_by="ROBIN", cleared_at=LATER)
        await write_together(unit.connection, [saving_calls([cleared])])
        third = await store.lock_open(["la"])

    assert (first, second, third) == ([call], [changed], [])


async def test_what_was_said_and_done_about_an_sos(database: Database) -> None:
    call = SosCall(UUID(int=71), "la", "M4T", HERON, "HERON", None, "RRN", False, AT)
    text = SosEntry(UUID(int=72), call.id, SosEntryKind.TEXT, "HERON", AT, b"text")
    note = SosEntry(UUID(int=73), call.id, SosEntryKind.NOTE, "ROBIN", LATER, b"note")
    async with database.unit() as unit:
        await write_together(unit.connection, [saving_calls([call]), adding_entries([text, note])])
        await write_together(unit.connection, [adding_entries([text])])
        found = await SosCallStore(unit.connection).entries_of(call.id)

    assert found == [text, note]
