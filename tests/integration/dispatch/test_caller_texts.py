"""What a caller texts about their report reaches those who stand behind the mission that it belongs to."""

import pytest

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


@pytest.mark.parametrize("on_mission", [True, False])
async def test_each_caller_who_cries_is_told_of_by_their_ref(stand: Stand, on_mission: bool) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    one, two = await stand.report(ref="482193"), await stand.report(ref="482194")
    if on_mission:
        await stand.take(one, two)
    await stand.announced()

    await stand.caller_texts(one.report_id, cries=True, ref="482193")
    await stand.caller_texts(one.report_id, cries=True, ref="482193")
    first = await stand.texts()
    await stand.later(seconds=20)
    await stand.caller_texts(two.report_id, cries=True, ref="482194")
    second = await stand.texts()

    assert first.to("ROBIN") == second.to("ROBIN") == ["D24b"]
    assert [texts.one("D24b", "ROBIN").params["ref"] for texts in (first, second)] == ["482193", "482194"]


async def test_an_ack_takes_the_cries_that_were_named_alone(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.caller_texts(uuid7(), cries=True, ref="482193")
    assert (await stand.texts()).to("ROBIN") == ["D24b"]
    await stand.caller_texts(uuid7(), cries=True, ref="482194")
    await stand.announced()
    await stand.fetchval("UPDATE page SET named = '{}' WHERE about = '482193' RETURNING 1")  # its text was lost

    await stand.say("ROBIN", "ACK")

    assert await stand.fetchval("SELECT array_agg(about) FROM page WHERE open") == ["482193"]


async def test_an_ack_takes_no_more_cries_than_its_answer_names(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    for ref in range(482193, 482199):
        await stand.caller_texts(uuid7(), cries=True, ref=str(ref))
    await stand.announced()

    await stand.say("ROBIN", "ACK")

    answer = (await stand.texts()).one("D13", "ROBIN").params["pages"]
    assert "+" not in answer
    open_codes = await stand.fetchval("SELECT array_agg(code) FROM page WHERE open")
    assert len(open_codes) == 6 - len(answer.split(","))
    assert not any(code in answer for code in open_codes)
