"""What a caller texts about their report reaches those who stand behind the mission that it belongs to."""

import pytest

from schemas.events.report import CallerSpokenWithV1, CallerTextedV1
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

    answer = (await stand.texts()).one("D13d", "ROBIN").params["pages"]
    assert "+" not in answer
    open_codes = await stand.fetchval("SELECT array_agg(code) FROM page WHERE open")
    assert len(open_codes) == 6 - len(answer.split(","))
    assert not any(code in answer for code in open_codes)


@pytest.mark.parametrize("on_mission", [True, False])
async def test_a_page_about_a_cry_ends_when_somebody_has_spoken_with_the_caller(stand: Stand, on_mission: bool) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], backup=True)
    report = await stand.report(ref="482193")
    if on_mission:
        await stand.take(report)
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    for _ in range(3):
        await stand.later(minutes=1)
    assert "WREN" in (await stand.texts()).of("D24b")

    await stand.caller_is_spoken_with(report.report_id)

    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'caller_cries'") == 0
    texts = await stand.texts()
    assert texts.of("D33") == {"WREN", "PINE"}
    said = "SELECT count(*) FROM timeline WHERE kind = 'caller_spoken_with' AND params->>'callsign' = 'ROBIN'"
    assert await stand.fetchval(said) == on_mission


async def test_a_page_about_a_cry_that_was_taken_comes_again_until_somebody_has_spoken_with_the_caller(
    stand: Stand,
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.caller_texts(caller := uuid7(), cries=True, ref="482193")
    await stand.announced()
    await stand.say("ROBIN", "ACK")
    await stand.later(minutes=29)
    assert (await stand.texts()).to("ROBIN") == ["D13d"]

    await stand.later(minutes=2)
    assert (await stand.texts()).to("ROBIN") == ["D24b"]
    await stand.say("ROBIN", "ACK")
    await stand.caller_is_spoken_with(caller)
    await stand.announced()
    await stand.later(minutes=40)

    assert (await stand.texts()).to("ROBIN") == []


@pytest.mark.parametrize("on_mission", [True, False])
async def test_a_cry_after_somebody_spoke_with_the_caller_pages_anew_also_in_one_batch(
    stand: Stand, on_mission: bool
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    report = await stand.report(ref="482193")
    if on_mission:
        await stand.take(report)
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.later(minutes=2)
    await stand.announced()
    cry = CallerTextedV1(report_id=report.report_id, network_id="la", ref="482193", cries=True)
    spoken = CallerSpokenWithV1(report_id=report.report_id, network_id="la", ref="482193", spoken_by="ROBIN")

    async with stand.database.unit() as unit:
        batch = [await stand.received(said, report.report_id) for said in (cry, spoken, cry)]
        await stand.handlers[CallerTextedV1.TOPIC](unit, batch)

    pages = "SELECT count(*) FROM page WHERE open AND reason = 'caller_cries' AND words_at IS NULL"
    assert await stand.fetchval(pages) == 1
    assert (await stand.texts()).to("ROBIN") == ["D24b"]


async def test_a_further_cry_while_the_page_is_open_marks_it_as_having_new_words(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(report := await stand.report(ref="482193"))
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.caller_texts(stranger := uuid7(), cries=True, ref="482194")

    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.caller_texts(stranger, ref="482194")

    marked = "SELECT array_agg(about) FROM page WHERE open AND words_at IS NOT NULL"
    assert await stand.fetchval(marked) == ["482193"]


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("on_mission", [True, False])
async def test_a_caller_who_cries_on_keeps_one_page_and_its_code_also_after_the_mission(
    stand: Stand, on_mission: bool, taken: bool
) -> None:
    """570431 was 6TD, and 7QQ once 6TD was closed; who took the first read of two people."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    report = await stand.report(ref="482193")
    if on_mission:
        await stand.take(report)
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    code = await stand.fetchval("SELECT code FROM page")
    if taken:
        await stand.say("ROBIN", "ACK")
    if on_mission:
        await stand.fetchval("UPDATE incident SET state = 'closed', area = NULL, closed_at = app.now() RETURNING 1")
    await stand.later(minutes=2)
    await stand.announced()

    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.later(minutes=1)

    assert await stand.fetchval("SELECT array_agg(code) FROM page WHERE reason = 'caller_cries'") == [code]
    assert await stand.fetchval("SELECT open AND taken_by IS NULL FROM page") is True
    texts = await stand.texts()
    said = [text.params for text in texts.messages if text.template == "D24b"]
    assert said
    assert all(each == {"code": code, "ref": "482193"} for each in said)
    await stand.say("ROBIN", f"ACK {code}")
    others_were = "D13d" if taken else "D13b"
    assert (await stand.texts()).one(others_were, "ROBIN").params["pages"] == f"{code}:caller_cries:482193"


async def test_the_page_of_a_caller_before_their_report_joined_a_mission_goes_on_with_it(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    report = await stand.report(ref="482193")
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.take(report)

    await stand.caller_texts(report.report_id, cries=True, ref="482193")

    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'caller_cries'") == 1


async def of_one_code(stand: Stand, count: int) -> tuple[str, list[str]]:
    """Callers of one mission who cry, as ROBIN was sent them: its code and their refs."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], backup=True)
    refs = [str(482193 + number) for number in range(count)]
    reports = [await stand.report(ref=ref) for ref in refs]
    await stand.take(*reports)
    for report, ref in zip(reports, refs, strict=True):
        await stand.caller_texts(report.report_id, cries=True, ref=ref)
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident")), refs


async def still_open(stand: Stand) -> int:
    return int(await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'caller_cries'"))


@pytest.mark.parametrize("text", ["ACK", "ACK {}", "on it"])
async def test_an_ack_takes_no_caller_whom_its_answer_only_counts(stand: Stand, text: str) -> None:
    """ "You took ref 334365, ref 952398 +3": nobody rang for the three for half an hour."""
    code, refs = await of_one_code(stand, 5)

    await stand.say("ROBIN", text.format(code))

    taken = (await stand.texts()).one("D13d", "ROBIN").params["pages"].split(",")
    assert len(taken) >= 2
    assert not any(each.startswith("+") for each in taken)
    assert await still_open(stand) == len(refs) - len(taken)


@pytest.mark.parametrize("text", ["ACK {ref}", "ack {ref} thanks", "ACK {code} {ref}"])
async def test_one_caller_of_several_is_taken_by_their_report(stand: Stand, text: str) -> None:
    code, refs = await of_one_code(stand, 3)

    await stand.say("ROBIN", text.format(ref=refs[2], code=code))
    taken = await stand.texts()
    await stand.say("ROBIN", f"ACK {refs[2]}")

    assert taken.one("D13d", "ROBIN").params["pages"] == f"{code}:caller_cries:{refs[2]}"
    assert await still_open(stand) == 2
    late = (await stand.texts()).one("D27b", "ROBIN").params
    assert (late["code"], late["callsign"]) == (code, "ROBIN")
