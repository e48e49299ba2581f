"""The road through dispatch on a real PostgreSQL: offers, answers, team, finding, review, everyone out."""

import asyncio
from uuid import uuid4

import pytest

from schemas.events.incident import (
    FindingReviewedV1,
    FindingSubmittedV1,
    IncidentClosedV1,
    IncidentUnfilledV1,
    TeamReadyV1,
)
from schemas.events.message import VolunteerMessageRequestedV1
from schemas.values import DeliveryState, Level
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer

BIRDS = ("HERON", "MAPLE", "OTTER", "CEDAR", "FINCH", "LARCH", "EGRET", "BIRCH", "QUAIL", "IBIS")


async def test_a_decliner_is_replaced_at_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:4])], wave_sizes=[2])
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("HERON", "N")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V14"]
    assert texts.of("V2") == {"OTTER"}
    assert await stand.fetchval("SELECT open_offers FROM volunteer WHERE callsign = 'HERON'") == 0


@pytest.mark.parametrize("state", [DeliveryState.SUPPRESSED, DeliveryState.FAILED])
async def test_who_cannot_be_reached_is_replaced_at_once(stand: Stand, state: DeliveryState) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:3])], wave_sizes=[2])
    await stand.take(await stand.report())
    offer = (await stand.texts()).one("V2", "MAPLE")

    await stand.became(offer, state)
    await stand.became(offer, state)

    assert (await stand.texts()).of("V2") == {"OTTER"}
    assert await stand.fetchval("SELECT count(*) FROM offer WHERE state = 'undeliverable'") == 1


async def test_an_unconfirmed_offer_is_left_until_its_window_ends(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:3])], wave_sizes=[2])
    await stand.take(await stand.report())

    await stand.became((await stand.texts()).one("V2", "MAPLE"), DeliveryState.UNCONFIRMED)

    assert await stand.announced() == []


async def test_who_is_silent_expires_and_the_next_wave_goes_out(stand: Stand) -> None:
    await stand.set_up(
        [a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:5])], wave_sizes=[2, 3], wave_seconds=180
    )
    await stand.take(await stand.report())
    await stand.announced()

    await stand.later(seconds=179)
    before = await stand.announced()
    await stand.later(seconds=2)

    assert before == []
    assert (await stand.texts()).of("V2") == {"OTTER", "CEDAR", "FINCH"}
    assert await stand.fetchval("SELECT count(*) FROM offer WHERE state = 'expired'") == 2
    assert await stand.fetchval("SELECT count(*) FROM timer WHERE kind = 'wave'") == 2, "one timer a wave"


async def test_when_every_wave_went_out_the_lead_is_paged_and_a_late_yes_still_counts(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)], wave_sizes=[2], wave_seconds=60)
    await stand.take(await stand.report())
    await stand.announced()

    await stand.later(seconds=61)
    events = await stand.announced()
    await stand.say("HERON", "Y 15")

    assert [e.reason for e in events if isinstance(e, IncidentUnfilledV1)] == ["exhausted"]
    assert stand.texts_in(events).to("ROBIN") == ["D3"]
    assert (await stand.texts()).to("HERON") == ["V4"]


async def test_a_volunteer_who_comes_on_call_later_is_still_asked(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")], wave_sizes=[5], wave_seconds=60)
    await stand.take(await stand.report())
    await stand.later(seconds=61)
    await stand.set_up([a_volunteer("OTTER")], wave_sizes=[5], wave_seconds=60)
    await stand.announced()

    await stand.later(seconds=31)

    assert (await stand.texts()).of("V2") == {"OTTER"}


async def test_people_on_stand_by_are_called_when_people_are_short(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)], wave_sizes=[2], wave_seconds=60)
    await stand.take(await stand.report())
    await stand.say("HERON", "L 20")
    said = await stand.texts()

    await stand.later(seconds=61)

    assert said.to("HERON") == ["V2", "V13"]
    assert (await stand.texts()).of("V2s") == {"HERON"}


@pytest.mark.parametrize("crowd", [8, 50])
async def test_of_many_who_accept_at_once_exactly_the_needed_are_taken(stand: Stand, crowd: int) -> None:
    names = [f"V{number}" for number in range(crowd)]
    await stand.set_up([a_volunteer(name) for name in names], wave_sizes=[crowd])
    await stand.take(await stand.report())
    await stand.announced()

    replies = [await stand.a_reply(name, "Y 10") for name in names]
    await asyncio.gather(*(stand.hear(reply) for reply in replies))

    texts = await stand.texts()
    assert await stand.fetchval("SELECT count(*) FROM assignment WHERE state <> 'released'") == 2
    assert len(texts.of("V3")) == 2
    assert texts.of("V5") == set(names) - texts.of("V3")
    assert all(texts.to(name).count("V5") <= 1 + (name not in texts.of("V4")) for name in names)


async def test_the_pair_hears_where_to_meet_and_each_other(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:3])], wave_sizes=[3])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 12")
    held = await stand.texts()
    await stand.say("MAPLE", "si 9")

    events = await stand.announced()
    texts = stand.texts_in(events)
    assert held.to("HERON")[-1] == "V4"
    assert texts.one("V3", "HERON").params["buddy"] == "MAPLE"
    assert texts.one("V3", "MAPLE").params["buddy"] == "HERON"
    assert texts.sealed(texts.one("V3", "MAPLE")) == {"meeting_point": "Soto St & E 3rd St"}
    assert "3rd" not in str(texts.one("V3", "MAPLE").params)
    assert texts.to("OTTER") == ["V5b"], "OTTER has not answered, and is not thanked for it"
    assert [e.callsigns for e in events if isinstance(e, TeamReadyV1)] == [("HERON", "MAPLE")]
    assert await stand.fetchval("SELECT open_offers FROM volunteer WHERE callsign = 'OTTER'") == 0


async def test_two_without_the_level_never_make_a_team(stand: Stand) -> None:
    await stand.set_up(
        [a_volunteer("HERON"), *(a_volunteer(name, level=Level.OBSERVER) for name in ("MAPLE", "CEDAR"))],
        wave_sizes=[3],
    )
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("MAPLE", "Y")
    await stand.say("CEDAR", "Y")
    kept = await stand.texts()
    await stand.say("HERON", "Y 5")

    assert kept.to("MAPLE") == ["V4"]
    assert kept.to("CEDAR") == ["V13"]
    texts = await stand.texts()
    assert texts.of("V3") == {"HERON", "MAPLE"}
    assert texts.to("CEDAR") == ["V5"]


async def test_a_missing_partner_is_never_overridden_and_the_lead_is_paged(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)], hold_seconds=180, wave_seconds=3600)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    told = await stand.texts()

    await stand.later(seconds=181)

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["D2"]
    assert told.one("V4", "HERON").params["minutes"] == "15"
    assert texts.to("HERON") == [], "they heard once how long they wait at most"
    assert await stand.fetchval("SELECT state FROM assignment") == "held"
    await stand.later(minutes=12)
    assert (await stand.texts()).to("HERON") == ["V4b"]
    assert await stand.fetchval("SELECT state FROM assignment") == "released"
    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'pair_missing' AND open") == 0


async def test_without_a_meeting_point_the_pair_waits_and_the_lead_is_asked(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], meeting_points=False)
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("HERON", "Y")
    await stand.say("MAPLE", "Y")

    texts = await stand.texts()
    assert texts.of("V19") == {"HERON", "MAPLE"}
    assert texts.of("V3") == set()
    assert texts.to("ROBIN") == ["D6"]


async def test_who_asks_to_be_released_is_asked_once_and_then_replaced(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:3])], wave_sizes=[2])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y")
    await stand.say("MAPLE", "Y")
    await stand.announced()

    await stand.say("MAPLE", "N")
    asked = await stand.texts()
    await stand.say("MAPLE", "N")

    texts = await stand.texts()
    assert asked.to("MAPLE") == ["V21"]
    assert texts.to("MAPLE") == ["V27"]
    assert texts.to("HERON") == ["V31"], "nobody goes alone"
    assert texts.of("V2") == {"OTTER"}
    assert await stand.fetchval("SELECT cool_until > app.now() FROM volunteer WHERE callsign = 'MAPLE'")


async def test_from_here_to_the_reviewed_finding_and_everybody_out(stand: Stand) -> None:
    from services.dispatch.incident import review
    from services.dispatch.incident.review_rule import AcceptedFinding, ReviewDecision, Verdict
    from services.dispatch.unit_of_work import IncidentUnitOfWork

    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    await stand.announced()

    await stand.say("HERON", "HERE")
    alone = await stand.texts()
    await stand.say("MAPLE", "AQUI")
    both = await stand.texts()
    await stand.say("HERON", "C 4 2")
    found = await stand.announced()
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    async with stand.database.unit() as unit:
        work = IncidentUnitOfWork(unit, stand.resources)
        mission = (await work.lock_missions([incident_id]))[incident_id]
        judged = review.review_finding(mission, Verdict(ReviewDecision.ACCEPT, "ROBIN"), sealed_place="x")
        await work.save()
    reviewed = await stand.announced()
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "FUERA")
    closed = await stand.announced()

    assert alone.of("V6") == set()
    assert both.of("V6") == {"HERON", "MAPLE"}
    [finding] = [e for e in found if isinstance(e, FindingSubmittedV1)]
    assert (finding.outcome, finding.people, finding.vehicles) == ("confirmed_ongoing", 4, 2)
    assert [m.template for m in stand.texts_in(found).messages] == ["V42", "D5"]
    assert isinstance(judged, AcceptedFinding)
    [final] = [e for e in reviewed if isinstance(e, FindingReviewedV1)]
    assert (final.went, final.seen_by) == (True, 1)
    assert len(final.report_ids) == 1
    assert final.reviewed_by == "ROBIN"
    assert [e.outcome for e in closed if isinstance(e, IncidentClosedV1)] == ["confirmed_ongoing"]
    assert [m.template for m in stand.texts_in(closed).messages].count("V9Cb") == 2
    assert await stand.fetchval("SELECT count(*) FROM volunteer WHERE assigned") == 0


async def test_a_late_answer_is_told_that_others_go(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name) for name in BIRDS[:3]], wave_sizes=[3])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y")
    await stand.say("MAPLE", "Y")
    await stand.announced()

    await stand.say("OTTER", "Y 10")

    assert (await stand.texts()).to("OTTER") == ["V5"]
    assert await stand.fetchval("SELECT count(*) FROM assignment") == 2


async def test_two_open_offers_need_a_code(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.take(await stand.report(at=(SOTO[0] + 3 * KM, SOTO[1])))
    texts = await stand.texts()

    await stand.say("HERON", "Y 10")

    assert sorted(texts.to("HERON")) == ["V2", "V2b"]
    answer = (await stand.texts()).one("V16", "HERON")
    code = answer.params["code2"]
    await stand.say("HERON", f"Y {code} 10")
    assert await stand.fetchval("SELECT code FROM assignment JOIN incident USING (incident_id)") == code
    assert await stand.fetchval("SELECT count(*) FROM offer WHERE callsign = 'HERON' AND state = 'open'") == 0


async def test_an_unclear_yes_is_asked_back_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("HERON", "ok")
    await stand.say("HERON", "ok")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V18", "V11"]
    assert texts.to("ROBIN") == ["D4"]


@pytest.mark.logs_errors("page.nobody_hears")
async def test_no_reader_is_promised_when_nobody_can_be_reached(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out")

    await stand.say("HERON", "there is a van at the corner")

    assert (await stand.texts()).to("HERON") == ["V11b"]


async def test_what_is_not_understood_goes_to_a_person_and_is_answered_once_in_ten_minutes(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("HERON", "there is a van at the corner")
    await stand.say("HERON", "white one")
    first = await stand.texts()
    await stand.later(minutes=11)
    await stand.announced()
    await stand.say("HERON", "two of them now")

    assert first.to("HERON") == ["V11"]
    assert first.to("ROBIN") == ["D4"]
    assert (await stand.texts()).to("HERON") == ["V11"]
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 3


@pytest.mark.logs_errors("reply.from_nobody")
async def test_a_text_from_somebody_who_is_not_on_the_roster_is_kept_and_the_lead_is_paged_once(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    stand.ids["GONE"] = uuid4()

    await stand.hear(await stand.a_reply("GONE", "SOS"), await stand.a_reply("HERON", "TALK"))
    await stand.say("GONE", "are you there")

    texts = await stand.texts()
    assert texts.to("HERON") == ["V25"]
    assert texts.one("D16c", "ROBIN").params["open"] == "2"
    kept = "SELECT count(*) FROM unread_text WHERE callsign = 'UNKNOWN' AND network_id = 'la'"
    assert await stand.fetchval(kept) == 2


async def test_on_and_off_by_text(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("OTTER", km=4)], wave_sizes=[1])

    await stand.say("HERON", "OFF")
    await stand.take(await stand.report())
    first = await stand.texts()
    await stand.say("HERON", "ON 2")

    assert first.of("V23off") == {"HERON"}
    assert first.of("V2") == {"OTTER"}
    assert (await stand.texts()).to("HERON") == ["V23on"]
    assert await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'")


async def test_on_by_text_says_what_it_means_for_a_lead_and_for_a_trainee(stand: Stand) -> None:
    await stand.set_up(
        [
            a_volunteer("FINCH", level="trainee"),
            a_volunteer("CEDAR", roles=["observer", "duty_lead"]),
        ]
    )

    for callsign in ("FINCH", "CEDAR", "ROBIN"):
        await stand.say(callsign, "ON 2")

    texts = await stand.texts()
    assert texts.to("FINCH") == ["V23new"]
    assert texts.to("CEDAR") == ["V23lead"]
    assert texts.to("ROBIN") == ["D28b"], "the harness has ROBIN on duty"


async def test_who_asks_for_another_language_is_answered_in_it(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("HERON", "LANG ES")

    (text,) = [event for event in await stand.announced() if isinstance(event, VolunteerMessageRequestedV1)]
    assert (text.template, text.new_language) == ("V24", "es")
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 0


async def test_of_two_wishes_for_a_language_in_one_batch_the_last_goes_out(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("OTTER"), a_volunteer("MAPLE")], wave_sizes=[3])
    await stand.take(await stand.report())
    await stand.announced()

    wishes = [("MAPLE", "N"), ("HERON", "LANG ES"), ("OTTER", "LANG ES"), ("HERON", "LANG EN")]
    await stand.hear(*[await stand.a_reply(callsign, text) for callsign, text in wishes])

    texts = [
        event
        for event in await stand.announced()
        if isinstance(event, VolunteerMessageRequestedV1) and event.template == "V24"
    ]
    assert {text.person_id: text.new_language for text in texts} == {
        stand.ids["HERON"]: "en",
        stand.ids["OTTER"]: "es",
    }
    assert len(texts) == 2


async def test_a_further_wave_waits_for_a_duty_lead_too(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(BIRDS[:4])], wave_sizes=[2, 2])
    await stand.take(await stand.report())
    await stand.announced()
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM duty")

    await stand.later(seconds=181)
    alone = await stand.announced()
    await stand.on_duty("ROBIN")
    await stand.later(seconds=6)

    assert [e.reason for e in alone if isinstance(e, IncidentUnfilledV1)] == ["no_duty_lead"]
    assert stand.texts_in(alone).of("V2") == set()
    assert (await stand.texts()).of("V2") == {"OTTER", "CEDAR"}
