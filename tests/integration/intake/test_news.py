"""What dispatch and notify say of a report: its status moves on, its caller is told, and nothing unreviewed leaves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.envelope import EventData
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    CheckDelayedV1,
    EndingChosenV1,
    FindingReviewedV1,
    IncidentClosedV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.reply import InboundTextReceivedV1
from schemas.events.report import CallerTextedV1, ReportHeldV1
from schemas.values import Channel, DeliveryState, Outcome, Request
from services.chassis.database import Database
from services.chassis.sealing import Keyring, wire
from services.intake.housekeeping import Housekeeping
from tests.support.intake_harness import (
    CALLER_PHONE,
    MIGRATIONS,
    NETWORK,
    Stand,
    a_caller,
    a_place,
    a_report,
    a_stand,
)

RECEIPTS = ("C1", "C10", "C11", "C12", "C13")
SEEN_AT = datetime(2026, 11, 24, 15, 2, tzinfo=UTC)


def reviewed(
    stand: Stand, incident_id: UUID, *report_ids: str, place: str | None = None, **changes: Any
) -> FindingReviewedV1:
    sealed = None
    if place is not None:
        day, purpose = datetime.now(UTC).date(), "incident.public_place"
        sealed = wire(stand.sealer.seal("case", day, purpose=purpose, record=str(incident_id), text=place))
    facts: dict[str, Any] = {
        "code": "K7Q",
        "outcome": Outcome.CONFIRMED_ONGOING,
        "went": True,
        "seen_by": 2,
        "seen_at": SEEN_AT,
        "finding_id": uuid4(),
        "reviewed_by": "LARK",
    }
    return FindingReviewedV1(
        incident_id=incident_id,
        network_id="la",
        report_ids=tuple(map(UUID, report_ids)),
        sealed_place=sealed,
        **{**facts, **changes},
    )


async def told(stand: Stand) -> list[CallerMessageRequestedV1]:
    """The texts to callers, receipts left out."""
    texts = [event.data for event in await stand.announced(CallerMessageRequestedV1)]
    return [text for text in texts if text.template not in RECEIPTS]


async def test_the_status_says_checking_until_a_reviewer_has_decided(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    incident = uuid4()
    assert (await stand.status(report))["status"] == "checking"

    await stand.hear(stand.opened(UUID(report), incident))
    status = await stand.status(report)
    assert (status["state"], status["incident_code"], status["status"]) == ("joined", "K7Q", "checking")
    assert (status["outcome"], status["went"], status["seen_at"], status["reviewed"]) == (None, None, None, False)
    assert await told(stand) == []

    await stand.hear(reviewed(stand, incident, report, place="Soto & 1st"))
    status = await stand.status(report)
    assert (status["status"], status["outcome"], status["reviewed"]) == ("confirmed_ongoing", "confirmed_ongoing", True)
    assert (status["went"], status["seen_at"]) == (True, "2026-11-24T15:02:00Z")

    await stand.hear(
        IncidentClosedV1(
            incident_id=incident, network_id="la", code="K7Q", report_ids=(UUID(report),), outcome=status["outcome"]
        )
    )
    assert (await stand.status(report))["status"] == "confirmed_ongoing"


async def test_the_whole_life_in_one_batch_ends_where_it_should(stand: Stand) -> None:
    first = (await stand.posted(a_report()))["report_id"]
    second = (await stand.posted(a_report()))["report_id"]
    incident = uuid4()
    head: dict[str, Any] = {"incident_id": incident, "network_id": "la", "code": "K7Q"}
    assert stand.source_id is not None

    await stand.hear(
        stand.opened(UUID(first), incident),
        ReportLinkedV1(**head, report_id=UUID(second), source_id=stand.source_id),
        reviewed(stand, incident, first, second, outcome=Outcome.NOTHING_SEEN),
        IncidentClosedV1(**head, report_ids=(UUID(first), UUID(second)), outcome=Outcome.NOTHING_SEEN),
    )

    assert [(await stand.status(report))["status"] for report in (first, second)] == ["nothing_seen"] * 2


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 2, 0, 3), (0, 3, 1, 2), (3, 0, 1, 2)])
async def test_a_report_that_was_split_off_is_checked_anew_in_whatever_order_the_news_come(
    stand: Stand, order: tuple[int, ...]
) -> None:
    report, first, own = (await stand.posted(a_report()))["report_id"], uuid4(), uuid4()
    head: dict[str, Any] = {"incident_id": first, "network_id": "la", "code": "K7Q"}
    assert stand.source_id is not None
    news: list[EventData] = [
        ReportLinkedV1(**head, report_id=UUID(report), source_id=stand.source_id),
        reviewed(stand, first, report, outcome=Outcome.NOTHING_SEEN),
        IncidentClosedV1(**head, report_ids=(UUID(report),), outcome=Outcome.NOTHING_SEEN),
        stand.opened(UUID(report), own, code="M4T"),
    ]

    for number in order:
        await stand.hear(news[number], at=SEEN_AT + timedelta(minutes=number))

    status = await stand.status(report)
    assert (status["incident_code"], status["status"], status["reviewed"]) == ("M4T", "checking", False)
    await stand.hear(reviewed(stand, own, report, code="M4T"), at=SEEN_AT + timedelta(minutes=9))
    assert (await stand.status(report))["status"] == "confirmed_ongoing"


async def test_a_report_outside_every_territory_is_unserved(stand: Stand) -> None:
    report = (await stand.posted(a_report()))["report_id"]

    await stand.hear(ReportUnservedV1(report_id=UUID(report), network_id="la", reason="outside"))

    status = await stand.status(report)
    assert (status["state"], status["status"]) == ("unserved", "unserved")


async def test_a_held_report_stays_in_the_queue_whatever_dispatch_noted_of_its_place(stand: Stand) -> None:
    report = (await stand.posted(a_report(place=None)))["report_id"]

    await stand.hear(ReportUnservedV1(report_id=UUID(report), network_id="la", reason="place_unknown"))

    assert (await stand.status(report))["status"] == "waiting"


async def test_an_incident_that_closes_unreviewed_leaves_the_word_closed(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report()))["report_id"], uuid4()
    closed = IncidentClosedV1(
        incident_id=incident, network_id="la", code="K7Q", report_ids=(UUID(report),), outcome=None
    )

    await stand.hear(stand.opened(UUID(report), incident), closed)

    assert (await stand.status(report))["status"] == "closed"


async def test_an_incident_counts_against_its_source_while_open_and_never_again(stand: Stand) -> None:
    incidents = [uuid4() for _ in range(NETWORK.source_open_incidents)]
    opened = [stand.opened(uuid4(), incident, code=f"K{n + 2}Q") for n, incident in enumerate(incidents)]
    await stand.hear(*opened)
    assert (await stand.posted(a_report()))["missing"] == ["quota"]

    await stand.hear(
        IncidentClosedV1(incident_id=incidents[0], network_id="la", code="K2Q", report_ids=(), outcome=None)
    )
    assert (await stand.posted(a_report()))["missing"] == []

    await stand.hear(opened[0])  # the news of its opening once more, after its end
    assert (await stand.posted(a_report()))["missing"] == []


async def test_each_caller_who_said_yes_is_told_in_their_language_and_nobody_else(stand: Stand) -> None:
    spanish = await stand.posted(a_report(caller=a_caller()))
    english = await stand.posted(a_report(caller=a_caller(phone="+12135550112", language="en")))
    no_yes = await stand.posted(a_report(caller=a_caller(safe_to_text=False)))
    no_number = await stand.posted(a_report(caller={"safe_to_text": True}))
    nobody = await stand.posted(a_report())
    ids = [each["report_id"] for each in (spanish, english, no_yes, no_number, nobody)]
    incident = uuid4()

    await stand.hear(reviewed(stand, incident, *ids, outcome=Outcome.UNFOUNDED_OTHER, agency="fare_inspectors"))

    texts = {str(text.subject_id): text for text in await told(stand)}
    assert set(texts) == {spanish["report_id"], english["report_id"]}
    assert {text.language for text in texts.values()} == {"es", "en"}
    text = texts[spanish["report_id"]]
    assert (text.template, text.message_class.value, text.network_id) == ("C5", "notice", "la")
    assert text.params == {"ref": spanish["ref"], "when": "tue 7:02am", "agency": "fare_inspectors"}
    number = stand.sealer.open_text(text.sealed_contact, purpose="report.contact", record=spanish["report_id"])
    assert number == "+12135550111"


async def test_the_place_of_a_confirmed_finding_travels_sealed(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()

    await stand.hear(reviewed(stand, incident, report, place="Soto & 1st"))

    [text] = await told(stand)
    assert (text.template, "place" in text.params) == ("C4", False)
    assert text.sealed_params is not None
    opened = stand.sealer.open_text(text.sealed_params, purpose="message.params", record=str(text.message_id))
    assert opened == '{"place": "Soto & 1st"}'


async def test_without_a_place_that_may_be_told_the_zone_stands_in(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()

    await stand.hear(stand.opened(UUID(report), incident), reviewed(stand, incident, report))

    [text] = await told(stand)
    assert text.sealed_params is not None
    opened = stand.sealer.open_text(text.sealed_params, purpose="message.params", record=str(text.message_id))
    assert opened == '{"place": "Boyle Heights NE"}'


async def test_when_nobody_went_callers_are_told_that_it_was_not_checked(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]

    await stand.hear(
        reviewed(stand, uuid4(), report, outcome=Outcome.UNABLE, went=False, seen_at=None, finding_id=None)
    )

    [text] = await told(stand)
    assert text.template == "C6b"
    status = await stand.status(report)
    assert (status["status"], status["went"]) == ("unable", False)


async def test_an_exercise_stays_one_in_what_callers_get(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller(), exercise=True)))["report_id"]

    await stand.hear(reviewed(stand, uuid4(), report, outcome=Outcome.NOTHING_SEEN))

    assert [text.exercise for text in await told(stand)] == [True]


async def test_a_second_review_is_told_and_the_later_decision_stands(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()
    later = reviewed(stand, incident, report, outcome=Outcome.NOTHING_SEEN)
    earlier = reviewed(stand, incident, report, place="Soto & 1st")
    now = datetime.now(UTC)

    await stand.hear(later, at=now)
    await stand.hear(earlier, at=now - timedelta(minutes=1))

    assert (await stand.status(report))["status"] == "nothing_seen"


async def test_a_correction_goes_to_who_was_told_before_and_refers_to_that(stand: Stand) -> None:
    first, later = [(await stand.posted(a_report(caller=a_caller())))["report_id"] for _ in range(2)]
    incident, now = uuid4(), datetime.now(UTC)

    await stand.hear(reviewed(stand, incident, first, outcome=Outcome.NOTHING_SEEN), at=now)
    await stand.hear(
        reviewed(stand, incident, first, later, corrects=True, place="Soto & 1st"), at=now + timedelta(minutes=9)
    )
    await stand.hear(
        reviewed(stand, incident, first, corrects=True, outcome=Outcome.NOTHING_SEEN), at=now + timedelta(minutes=19)
    )

    by_report = [(str(text.subject_id), text.template) for text in await told(stand)]
    assert sorted(by_report) == sorted([(first, "C6"), (first, "C19"), (later, "C4"), (first, "C19d")])
    assert len({text.message_id for text in await told(stand)}) == 4


async def test_nothing_is_told_twice_however_often_and_in_whatever_order_the_news_come(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    incident, now = uuid4(), datetime.now(UTC)
    review = reviewed(stand, incident, report, outcome=Outcome.NOTHING_SEEN)
    chosen = EndingChosenV1(
        incident_id=incident,
        network_id="la",
        code="K7Q",
        report_ids=(UUID(report),),
        ending="not_checked",
        chosen_by="LARK",
    )

    await stand.hear(review, at=now)
    await stand.hear(review, at=now)
    await stand.hear(chosen, at=now + timedelta(minutes=1))
    await stand.hear(reviewed(stand, incident, report, place="Soto & 1st"), at=now - timedelta(minutes=1))

    assert [text.template for text in await told(stand)] == ["C6"]


@pytest.mark.parametrize(
    ("ending", "template", "status"),
    [
        ("not_checked", "C6b", "closed"),
        ("stopped", "C18", "closed"),
        ("mistake", "C18b", "closed"),
        ("duplicate", "C18c", "closed"),
        ("nothing", None, "closed"),
    ],
)
async def test_what_a_person_chose_is_told_where_nothing_was_found(
    stand: Stand, ending: str, template: str | None, status: str
) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()

    await stand.hear(
        stand.opened(UUID(report), incident),
        EndingChosenV1(
            incident_id=incident,
            network_id="la",
            code="K7Q",
            report_ids=(UUID(report),),
            ending=ending,
            chosen_by="LARK",
        ),
    )

    assert [text.template for text in await told(stand)] == ([] if template is None else [template])
    read = await stand.status(report)
    assert (read["status"], read["ending"], read["outcome"]) == (status, ending, None)


async def test_callers_who_wait_long_hear_once_that_nobody_could_check_it_so_far_and_then_the_end(stand: Stand) -> None:
    waiting, answered = [(await stand.posted(a_report(caller=a_caller())))["report_id"] for _ in range(2)]
    silent = (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"]
    incident = uuid4()
    await stand.hear(reviewed(stand, incident, answered, outcome=Outcome.NOTHING_SEEN))
    ids = tuple(map(UUID, (waiting, answered, silent)))
    delayed = CheckDelayedV1(incident_id=incident, network_id="la", code="K7Q", report_ids=ids)

    await stand.hear(delayed)
    await stand.hear(delayed)
    await stand.hear(reviewed(stand, incident, waiting, outcome=Outcome.UNFOUNDED_OTHER, agency="fare_inspectors"))
    await stand.hear(delayed)

    by_report = [(str(text.subject_id), text.template) for text in await told(stand)]
    assert list(dict.fromkeys(by_report)) == [(answered, "C6"), (waiting, "C22"), (waiting, "C5")]
    assert len({text.message_id for text in await told(stand)}) == 3
    assert (await stand.status(waiting))["status"] != "checking"


async def test_who_lies_outside_hears_so_and_is_answered_again_once_they_lie_inside(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()
    outside = ReportUnservedV1(report_id=UUID(report), network_id="la", reason="outside")

    await stand.hear(outside)
    await stand.hear(outside)
    await stand.hear(stand.opened(UUID(report), incident), reviewed(stand, incident, report))

    assert [text.template for text in await told(stand)] == ["C17", "C4"]


async def test_the_reviewers_own_words_travel_sealed_in_both_languages(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()
    words = '{"en": "parcel delivery", "es": "reparto de paquetes"}'
    sealed = stand.sealer.seal(
        "words", datetime.now(UTC).date(), purpose="incident.agency_words", record=str(incident), text=words
    )

    await stand.hear(
        reviewed(
            stand,
            incident,
            report,
            outcome=Outcome.UNFOUNDED_OTHER,
            agency="other_agency",
            sealed_agency_words=wire(sealed),
        )
    )

    [text] = await told(stand)
    assert text.params["agency"] == "other_agency"
    assert text.sealed_params is not None
    opened = stand.sealer.open_text(text.sealed_params, purpose="message.params", record=str(text.message_id))
    assert opened == '{"agency_en": "parcel delivery", "agency_es": "reparto de paquetes"}'


async def test_the_highest_revision_of_a_network_wins_in_any_order(stand: Stand) -> None:
    off = NETWORK.model_copy(update={"revision": 3, "duty_lead_on_duty": False})
    stale = NETWORK.model_copy(update={"revision": 2})

    await stand.hear(off, stale)
    await stand.hear(stale)

    assert (await stand.posted(a_report()))["missing"] == ["duty"]


async def test_what_became_of_a_text_is_kept_and_moves_only_forward(stand: Stand) -> None:
    message, report, now = uuid4(), uuid4(), datetime.now(UTC)

    def changed(state: DeliveryState, seconds: int) -> CallerDeliveryChangedV1:
        return CallerDeliveryChangedV1(
            message_id=message,
            subject_id=report,
            template="C1",
            channel="sms",
            state=state,
            changed_at=now + timedelta(seconds=seconds),
        )

    await stand.hear(changed(DeliveryState.HANDED_OFF, 0), changed(DeliveryState.DELIVERED, 2))
    await stand.hear(changed(DeliveryState.HANDED_OFF, 1))

    async with stand.database.connection() as connection:
        rows = await connection.fetch("SELECT report_id, state FROM caller_delivery")
    assert [tuple(row.values()) for row in rows] == [(report, "delivered")]


def a_text(stand: Stand, words: str, *, number: str = "+13235550177", **about: Any) -> InboundTextReceivedV1:
    inbound, day = uuid4(), datetime.now(UTC).date()
    contact = stand.sealer.seal("contact", day, purpose="inbound.contact", record=str(inbound), text=number)
    text = stand.sealer.seal("words", day, purpose="inbound.text", record=str(inbound), text=words)
    return InboundTextReceivedV1(
        inbound_id=inbound,
        received_at=datetime.now(UTC),
        sealed_contact=wire(contact),
        sealed_text=wire(text),
        **about,
    )


async def test_a_text_from_nobody_we_know_is_a_held_report_whose_number_is_not_texted(stand: Stand) -> None:
    text = a_text(stand, "la migra en Soto y 1st, placa 7ABC123")

    await stand.hear(text, a_text(stand, "hola", number="+13235550178"))
    await stand.hear(text)  # again, after the inbox forgot it

    held = [event.data for event in await stand.announced(ReportHeldV1)]
    assert len(held) == 2
    assert {(data.channel, data.network_id, data.request) for data in held} == {(Channel.SMS, "la", Request.OBSERVE)}
    assert {data.missing for data in held} == {("trust", "age", "place", "residence")}
    assert await stand.announced(CallerMessageRequestedV1) == []
    queue = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]
    assert [(report["source"], report["priority"]) for report in queue] == [("sms", 2)] * 2
    contents = [
        (await stand.http.get(f"/v1/reports/{report['report_id']}/content", headers=stand.as_staff())).json()
        for report in queue
    ]
    assert {content["narrative"] for content in contents} == {"la migra en Soto y 1st, [plate]", "hola"}


async def test_what_a_caller_texts_joins_their_report_waits_for_a_person_and_is_answered_once(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    first = a_text(stand, "they are leaving, plate 7ABC123", report_id=UUID(report))

    await stand.hear(first, a_text(stand, "gone now", report_id=UUID(report)))
    await stand.hear(first)  # again, after the inbox forgot it

    assert await stand.announced(ReportHeldV1) == []
    answers = [data for data in await told(stand) if data.template == "C20"]
    assert [(str(each.subject_id), each.language) for each in answers] == [(report, "es")]
    staff = stand.as_staff()
    [waiting] = (await stand.http.get("/v1/queue", headers=staff)).json()["reports"]
    assert (waiting["report_id"], waiting["state"], waiting["texts_waiting"]) == (report, "released", 2)
    content = (await stand.http.get(f"/v1/reports/{report}/content", headers=staff)).json()
    assert [text["words"] for text in content["texts"]] == ["they are leaving, [plate]", "gone now"]
    assert content["network_id"] == "la"
    assert (await stand.http.get("/v1/queue", headers=staff)).json()["reports"] == []

    await stand.hear(a_text(stand, "back again", report_id=UUID(report)))
    assert len({data.message_id for data in await told(stand) if data.template == "C20"}) == 1
    [waiting] = (await stand.http.get("/v1/queue", headers=staff)).json()["reports"]
    assert waiting["texts_waiting"] == 1


async def test_thanks_of_a_caller_are_kept_and_nobody_is_paged_or_answered(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    before = len(await stand.announced(CallerMessageRequestedV1))

    await stand.hear(thanks := a_text(stand, "Muchas gracias!", report_id=UUID(report)))
    await stand.hear(thanks)  # again, after the inbox forgot it

    assert await stand.announced(CallerTextedV1) == []
    assert len(await stand.announced(CallerMessageRequestedV1)) == before
    assert (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"] == []
    content = (await stand.http.get(f"/v1/reports/{report}/content", headers=stand.as_staff())).json()
    assert [each["words"] for each in content["texts"]] == ["Muchas gracias!"]


async def test_a_callers_cry_is_told_as_one_and_answered_each_time(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    await stand.hear(a_text(stand, "siguen ahi", report_id=UUID(report)))

    await stand.hear(a_text(stand, "SOS me estan siguiendo", report_id=UUID(report)))
    await stand.hear(cry := a_text(stand, "they are breaking my door now help", report_id=UUID(report)))
    await stand.hear(cry)  # again, after the inbox forgot it

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    assert [(str(each.report_id), each.cries) for each in texted] == [(report, False), (report, True), (report, True)]
    assert [data.template for data in await told(stand)] == ["C20", "C20b", "C20b"]
    assert len({data.message_id for data in await told(stand)}) == 3


async def test_a_caller_who_cried_and_whom_nobody_has_read_is_not_told_that_nothing_was_seen(stand: Stand) -> None:
    report, other = [(await stand.posted(a_report(caller=a_caller())))["report_id"] for _ in range(2)]
    incident, staff = uuid4(), stand.as_staff("duty_lead")
    await stand.hear(a_text(stand, "they are breaking my door now help", report_id=UUID(report)))
    await stand.hear(a_text(stand, "siguen ahi", report_id=UUID(other)))
    said = {"report_ids": [report, other], "incident_id": str(incident), "outcome": "nothing_seen", "went": True}

    preview = (await stand.http.post("/v1/notices/preview", json=said, headers=staff)).json()
    await stand.hear(reviewed(stand, incident, report, other, outcome=Outcome.NOTHING_SEEN))

    assert [text["report_id"] for text in preview["texts"]] == [other]
    assert [(each["report_id"], each["texts"], each["cried_at"] is not None) for each in preview["waiting"]] == [
        (report, 1, True),
        (other, 1, False),
    ]
    assert [str(data.subject_id) for data in await told(stand) if data.template in ("C6", "C16")] == [other]


async def test_a_cry_that_somebody_has_read_keeps_no_answer_back(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    await stand.hear(a_text(stand, "they are breaking my door now help", report_id=UUID(report)))
    await stand.http.get(f"/v1/reports/{report}/content", headers=stand.as_staff())

    await stand.hear(reviewed(stand, uuid4(), report, outcome=Outcome.NOTHING_SEEN))

    assert [data.template for data in await told(stand)][-1:] in (["C6"], ["C16"])


async def test_who_cries_while_nobody_is_on_duty_is_promised_nobody(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    await stand.hear(NETWORK.model_copy(update={"revision": 9, "duty_lead_on_duty": False}))

    await stand.hear(a_text(stand, "SOS me estan siguiendo", report_id=UUID(report)))

    assert [data.template for data in await told(stand)] == ["C20c"]


async def test_who_may_not_be_texted_is_heard_all_the_same(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"]

    await stand.hear(a_text(stand, "SOS me estan siguiendo", report_id=UUID(report)))

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    assert [(str(each.report_id), each.network_id, each.cries) for each in texted] == [(report, "la", True)]
    assert await told(stand) == []


@pytest.mark.parametrize(("told_as", "network"), [(CALLER_PHONE, "la"), (CALLER_PHONE, None), ("+5215555550111", "la")])
async def test_a_text_joins_the_latest_report_that_gave_its_number_and_is_not_answered_without_consent(
    stand: Stand, told_as: str, network: str | None
) -> None:
    caller = a_caller(phone=told_as, safe_to_text=False)
    await stand.posted(a_report(caller=caller))
    report = (await stand.posted(a_report(caller=caller)))["report_id"]
    number = told_as.replace("+521", "+52")
    text = a_text(stand, "siguen ahi, 5 agentes", number=number, network_id=network)

    await stand.hear(text)
    await stand.hear(text)  # again, after the inbox forgot it

    assert await stand.announced(ReportHeldV1) == []
    assert await told(stand) == []
    staff = stand.as_staff()
    [waiting] = (await stand.http.get("/v1/queue", headers=staff)).json()["reports"]
    assert (waiting["report_id"], waiting["texts_waiting"]) == (report, 1)
    content = (await stand.http.get(f"/v1/reports/{report}/content", headers=staff)).json()
    assert [each["words"] for each in content["texts"]] == ["siguen ahi, 5 agentes"]
    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    assert [(str(each.report_id), each.cries) for each in texted] == [(report, False)]


async def test_whose_first_report_was_a_text_adds_to_it(stand: Stand) -> None:
    first = a_text(stand, "la migra en Soto y 1st")

    await stand.hear(first, a_text(stand, "son 4"))
    await stand.hear(a_text(stand, "ya se van"))
    await stand.hear(first)  # again, after the inbox forgot it

    [held] = [event.data for event in await stand.announced(ReportHeldV1)]
    content = await stand.http.get(f"/v1/reports/{held.report_id}/content", headers=stand.as_staff())
    assert [each["words"] for each in content.json()["texts"]] == ["son 4", "ya se van"]
    assert await told(stand) == []


@pytest.mark.parametrize("why_not", ["another network's number", "a day ago", "an exercise", "dismissed"])
async def test_a_text_is_a_report_of_its_own_where_what_its_number_told_is_no_matter_of_it(
    stand: Stand, why_not: str
) -> None:
    changes: dict[str, Any] = {"exercise": True} if why_not == "an exercise" else {"request": "information"}
    known = await stand.posted(a_report(caller=a_caller(safe_to_text=False), **changes))
    if why_not == "a day ago":
        async with stand.database.connection() as connection:
            await connection.execute("UPDATE caller_number SET received_at = received_at - interval '25 hours'")
    if why_not == "dismissed":
        path = f"/v1/reports/{known['report_id']}/dismiss"
        dismissed = await stand.http.post(path, json={"tell": "nothing"}, headers=stand.as_staff("duty_lead"))
        assert dismissed.status_code == 200, dismissed.text
    network = "oc" if why_not == "another network's number" else "la"

    await stand.hear(a_text(stand, "siguen ahi", number=CALLER_PHONE, network_id=network))

    held = [event.data for event in await stand.announced(ReportHeldV1)]
    assert [data.channel for data in held if str(data.report_id) != known["report_id"]] == [Channel.SMS]


async def test_bare_help_is_a_cry_of_who_reported_and_of_anybody_else(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"]

    await stand.hear(a_text(stand, "ayuda", number=CALLER_PHONE, help_only=True), a_text(stand, "help", help_only=True))
    await stand.hear(a_text(stand, "INFO", number="+13235550178", help_only=True))

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    [held] = [event.data for event in await stand.announced(ReportHeldV1) if str(event.data.report_id) != report]
    assert {(str(each.report_id), each.cries) for each in texted} == {(report, True), (str(held.report_id), True)}
    assert {each.report_id: each.ref for each in texted}[held.report_id] == held.ref


async def test_by_which_numbers_reports_came_is_forgotten_after_a_day(stand: Stand) -> None:
    await stand.posted(a_report(caller=a_caller()))
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE caller_number SET received_at = received_at - interval '25 hours'")
    await stand.posted(a_report(caller=a_caller()))
    assert await stand.count("caller_number") == 2

    await Housekeeping(stand.database).sweep()

    assert await stand.count("caller_number") == 1


async def test_a_cry_rises_above_all_that_waits_until_it_is_read(stand: Stand) -> None:
    calm = a_report(request="information", caller=a_caller(safe_to_text=False))
    crying = (await stand.posted(calm))["report_id"]
    pressing = (await stand.posted(a_report(place=a_place(is_residence=True))))["report_id"]
    texted = (await stand.posted(a_report(caller=a_caller(phone="+12135550112"))))["report_id"]
    await stand.hear(a_text(stand, "they are leaving", report_id=UUID(texted)))
    await stand.hear(stranger := a_text(stand, "me estan llevando"))
    await stand.hear(a_text(stand, "they are breaking my door help", number=CALLER_PHONE))
    await stand.hear(stranger)  # again, after the inbox forgot it

    async def queue() -> list[tuple[str, bool]]:
        waiting = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]
        return [(each["report_id"], each["cried_at"] is not None) for each in waiting]

    [(told_first, _), *others] = await queue()
    assert others == [(crying, True), (pressing, False), (texted, False)]
    assert told_first not in {crying, pressing, texted}
    only = (await stand.http.get("/v1/queue", params={"limit": 2}, headers=stand.as_staff())).json()["reports"]
    assert [each["report_id"] for each in only] == [told_first, crying]

    await stand.http.get(f"/v1/reports/{crying}/content", headers=stand.as_staff())
    assert await queue() == [(told_first, True), (pressing, False), (texted, False), (crying, False)]


async def test_a_strangers_cry_is_told_at_once_and_their_number_is_not_texted(stand: Stand) -> None:
    await stand.hear(a_text(stand, "me estan llevando"), a_text(stand, "la migra", number="+13235550178"))

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    held = [event.data for event in await stand.announced(ReportHeldV1)]
    assert len(held) == 2
    [cry] = texted
    assert cry.cries
    assert cry.report_id in {data.report_id for data in held}
    assert await stand.announced(CallerMessageRequestedV1) == []


@pytest.mark.parametrize("read_first", [True, False])
async def test_a_duty_lead_sees_the_number_of_a_caller_who_cries_and_each_reading_is_noted(
    stand: Stand, read_first: bool
) -> None:
    await stand.hear(a_text(stand, "me estan llevando", number="+13235550178"))
    [cry] = [event.data for event in await stand.announced(CallerTextedV1)]
    if read_first:
        await stand.http.get(f"/v1/reports/{cry.report_id}/content", headers=stand.as_staff())
    url = f"/v1/reports/{cry.report_id}/caller"

    refused = [(await stand.http.get(url, headers=stand.as_staff(role))).status_code for role in ("admin", "operator")]
    answer = await stand.http.get(url, headers=stand.as_staff("duty_lead"))

    assert refused == [403, 403]
    assert (answer.json()["ref"], answer.json()["phone"]) == (cry.ref, "+13235550178")
    assert answer.json()["safe_to_text"] is False
    async with stand.database.connection() as connection:
        readings = await connection.fetch("SELECT actor, role, what FROM content_read WHERE what = 'number'")
    assert [tuple(row.values()) for row in readings] == [("LARK", "duty_lead", "number")]


async def test_the_number_of_a_caller_who_does_not_cry_is_shown_to_nobody(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    await stand.hear(a_text(stand, "they are leaving", report_id=UUID(report)))

    answer = await stand.http.get(f"/v1/reports/{report}/caller", headers=stand.as_staff("duty_lead"))

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:hotline:problem:caller-not-in-danger")
    assert "555" not in answer.text
    async with stand.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM content_read") == 0


async def test_a_text_about_a_report_that_is_gone_is_a_report_of_its_own_in_the_network_texted(stand: Stand) -> None:
    await stand.hear(a_text(stand, "they are leaving", report_id=uuid4(), network_id="oc"))

    [held] = [event.data for event in await stand.announced(ReportHeldV1)]
    assert (held.network_id, held.channel) == ("oc", Channel.SMS)
    assert await told(stand) == []


async def test_before_any_network_is_set_up_a_text_still_reaches_the_queue(
    make_database: Callable[..., Awaitable[Database]], keyring: Keyring, tmp_path: Path
) -> None:
    async with a_stand(await make_database(MIGRATIONS), keyring, tmp_path, networks=()) as stand:
        await stand.hear(a_text(stand, "hola"))

        [report] = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]
        [event] = await stand.announced()

    assert "network_unknown" in report["missing"]
    assert event.data.network_id == "unassigned"
