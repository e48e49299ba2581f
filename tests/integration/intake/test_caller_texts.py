"""What callers text, and who is no caller yet: it joins their report or is one, and waits for a person."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import CallerTextedV1, ReportHeldV1
from schemas.values import Channel, Request
from services.chassis.database import Database
from services.chassis.errors import Reject
from services.chassis.sealing import Keyring
from services.intake.housekeeping import Housekeeping
from tests.support.intake_harness import (
    CALLER_PHONE,
    MIGRATIONS,
    Stand,
    a_caller,
    a_report,
    a_stand,
)
from tests.support.intake_news import a_text, told


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


@pytest.mark.parametrize("field", ["sealed_text", "sealed_contact"])
async def test_a_text_that_was_sealed_for_another_is_rejected_and_fails_nothing(stand: Stand, field: str) -> None:
    altered = a_text(stand, "hola").model_copy(update={field: getattr(a_text(stand, "hola"), field)})

    with pytest.raises(Reject, match=f"text {altered.inbound_id}: unreadable"):
        await stand.hear(altered)


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


async def test_by_which_numbers_reports_came_is_forgotten_with_the_numbers(stand: Stand) -> None:
    await stand.posted(a_report(caller=a_caller()))
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE caller_number SET received_at = received_at - interval '40 days'")
    await stand.posted(a_report(caller=a_caller()))
    keeping = Housekeeping(stand.database, stand.sealer)

    await keeping.sweep()  # 40 days ago there was no keyring
    assert await stand.count("caller_number") == 1
    await keeping.sweep()

    assert await stand.count("caller_number") == 1


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("auxilio me llevan, estoy en soto", "es"),
        ("ayuda", "es"),
        ("estan tumbando la puerta", "es"),
        ("help they are breaking my door", "en"),
        ("they took my son help", "en"),
    ],
)
async def test_a_stranger_who_cries_is_told_once_whom_to_call_in_their_language(
    stand: Stand, words: str, language: str
) -> None:
    await stand.hear(cry := a_text(stand, words, help_only=words == "ayuda"), a_text(stand, words))
    await stand.hear(cry)  # again, after the inbox forgot it
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE caller_number SET received_at = received_at - interval '25 hours'")
    await stand.hear(a_text(stand, words))

    held = [event.data for event in await stand.announced(ReportHeldV1)]
    assert len(held) == 2
    answers = await told(stand)
    assert [(each.template, each.language, each.subject_id) for each in answers] == [
        ("C20d", language, held[0].report_id)
    ]
    path = f"/v1/reports/{held[0].report_id}/caller"
    caller = (await stand.http.get(path, headers=stand.as_staff("duty_lead"))).json()
    assert (caller["language"], caller["safe_to_text"]) == (language, False)


@pytest.mark.parametrize("since", ["now", "a day ago", "dismissed", "another network's number"])
async def test_who_is_known_by_a_report_and_did_not_say_that_texts_are_safe_is_not_texted_however_they_cry(
    stand: Stand, since: str
) -> None:
    known = (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"]
    if since == "a day ago":
        async with stand.database.connection() as connection:
            await connection.execute("UPDATE caller_number SET received_at = received_at - interval '25 hours'")
    if since == "dismissed":
        dismiss, headers = f"/v1/reports/{known}/dismiss", stand.as_staff("duty_lead")
        await stand.http.post(dismiss, json={"tell": "nothing"}, headers=headers)
    network = "oc" if since == "another network's number" else "la"

    for words in ("estan tumbando la puerta", "AYUDA"):
        await stand.hear(a_text(stand, words, number=CALLER_PHONE, network_id=network))

    assert await told(stand) == []


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
