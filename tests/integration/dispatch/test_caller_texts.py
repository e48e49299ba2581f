"""What a caller texts about their report reaches those who stand behind the mission that it belongs to."""

from schemas.values import uuid7
from tests.support.dispatch_harness import Stand, a_volunteer


async def test_a_callers_text_about_an_open_mission_pages_its_lead_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(report := await stand.report())
    await stand.announced()

    await stand.caller_texts(report.report_id)
    await stand.caller_texts(report.report_id)  # another text of theirs, while the page is open

    texts = await stand.texts()
    assert texts.of("D24") == {"ROBIN"}
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'caller_texted'") == 2


async def test_a_callers_text_about_no_mission_pages_who_is_on_duty_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.caller_texts(uuid7())
    await stand.caller_texts(uuid7())

    assert (await stand.texts()).to("ROBIN") == ["D24"]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'caller_texted'") == 1


async def test_a_text_after_the_end_pages_who_is_on_duty(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON", km=90)])
    await stand.take(report := await stand.report())
    await stand.fetchval("UPDATE incident SET state = 'closed', area = NULL, closed_at = app.now() RETURNING 1")
    await stand.announced()

    await stand.caller_texts(report.report_id)

    page = "SELECT incident_id IS NULL FROM page WHERE open AND reason = 'caller_texted'"
    assert await stand.fetchval(page) is True


async def test_a_callers_cry_pages_at_once_beside_what_was_texted_before(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(report := await stand.report())
    await stand.caller_texts(report.report_id)
    await stand.caller_texts(uuid7())
    await stand.announced()

    await stand.caller_texts(report.report_id, cries=True)
    await stand.caller_texts(uuid7(), cries=True)

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["D24b", "D24b"]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'caller_cries'") == 2
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'caller_cries'") == 1
