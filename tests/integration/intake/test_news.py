"""What dispatch and notify say of a report: its status moves on, its caller is told, and nothing unreviewed leaves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.envelope import EventData
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    CheckDelayedV1,
    EndingChosenV1,
    IncidentClosedV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.values import DeliveryState, Outcome
from services.chassis.errors import Reject
from services.chassis.sealing import wire
from tests.support.intake_harness import (
    NETWORK,
    Stand,
    a_caller,
    a_report,
)
from tests.support.intake_news import SEEN_AT, reviewed, told


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


async def test_an_incident_told_twice_in_one_batch_keeps_its_last_opening_and_its_first_close(stand: Stand) -> None:
    """Under two event ids they are two events for the inbox."""
    report, incident = (await stand.posted(a_report()))["report_id"], uuid4()
    opening = stand.opened(UUID(report), incident)
    head: dict[str, Any] = {"incident_id": incident, "network_id": "la", "code": "K7Q"}
    close = IncidentClosedV1(**head, report_ids=(UUID(report), UUID(report)), outcome=None)

    await stand.hear(opening, opening.model_copy(update={"zone": "Pico-Union"}))
    first, _ = await stand.hear(close, close)

    async with stand.database.connection() as connection:
        [kept] = await connection.fetch("SELECT zone, closed_at FROM incident")
        closed_at = await connection.fetchval("SELECT closed_at FROM report")
    assert (kept["zone"], kept["closed_at"], closed_at) == ("Pico-Union", first.at, first.at)


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
    taken = await stand.posted(a_report())
    assert taken["missing"] == []
    joined, source_id = UUID(taken["report_id"]), opened[1].source_id
    await stand.hear(
        ReportLinkedV1(report_id=joined, incident_id=incidents[1], network_id="la", code="K3Q", source_id=source_id)
    )

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


async def test_an_agencys_words_that_were_sealed_for_another_are_told_as_another_agency(stand: Stand) -> None:
    report, incident = (await stand.posted(a_report(caller=a_caller())))["report_id"], uuid4()
    other = stand.sealer.seal(
        "words", datetime.now(UTC).date(), purpose="incident.agency_words", record=str(uuid4()), text="{}"
    )

    told_them = reviewed(stand, incident, report, outcome=Outcome.UNFOUNDED_OTHER, agency="other_agency")
    await stand.hear(told_them.model_copy(update={"sealed_agency_words": wire(other), "sealed_place": wire(other)}))

    [text] = await told(stand)
    assert text.params["agency"] == "other_agency"
    assert text.sealed_params is None


async def test_the_highest_revision_of_a_network_wins_in_any_order(stand: Stand) -> None:
    off = NETWORK.model_copy(update={"revision": 3, "duty_lead_on_duty": False})
    stale = NETWORK.model_copy(update={"revision": 2})

    await stand.hear(off, stale)
    await stand.hear(stale)

    assert (await stand.posted(a_report()))["missing"] == ["duty"]


async def test_a_network_of_a_revision_that_cannot_be_is_refused_and_the_next_true_one_counts(stand: Stand) -> None:
    """One event of revision 2147483647 shut out everything that dispatch said of the network for good."""
    jump = NETWORK.model_copy(update={"revision": 2**31 - 1, "duty_lead_on_duty": False})

    with pytest.raises(Reject, match="revision 2147483647"):
        await stand.hear(jump)
    await stand.hear(NETWORK.model_copy(update={"revision": 8, "duty_lead_on_duty": False}))

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
