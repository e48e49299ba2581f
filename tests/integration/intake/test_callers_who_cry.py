"""A caller who cries for help: seen before all else, called by a duty lead, told the end after that."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.events.incident import CheckDelayedV1, EndingChosenV1, ReportUnservedV1
from schemas.events.report import CallerSpokenWithV1, CallerTextedV1, ReportHeldV1
from schemas.values import Outcome
from tests.support.intake_harness import (
    CALLER_PHONE,
    NETWORK,
    Stand,
    a_caller,
    a_place,
    a_report,
)
from tests.support.intake_news import a_text, reviewed, told


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


async def test_who_cried_and_was_not_spoken_with_is_not_told_that_nothing_was_seen(
    stand: Stand,
) -> None:
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


async def test_a_preview_counts_each_caller_once_also_who_cried_and_may_not_be_texted(stand: Stand) -> None:
    """ "Told by text: 2; who cannot be: 1" of seven."""
    texted, crying, told_before = [(await stand.posted(a_report(caller=a_caller())))["report_id"] for _ in range(3)]
    unsafe, crying_unsafe = [
        (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"] for _ in range(2)
    ]
    incident, cry = uuid4(), "they are breaking my door now help"
    await stand.hear(*(a_text(stand, cry, report_id=UUID(report)) for report in (crying, crying_unsafe)))
    await stand.hear(reviewed(stand, incident, told_before, outcome=Outcome.NOTHING_SEEN))
    everybody = [texted, crying, told_before, unsafe, crying_unsafe]
    said = {"report_ids": everybody, "incident_id": str(incident), "outcome": "nothing_seen", "went": True}

    preview = (await stand.http.post("/v1/notices/preview", json=said, headers=stand.as_staff("duty_lead"))).json()

    assert [text["report_id"] for text in preview["texts"]] == [texted]
    assert {each["report_id"] for each in preview["waiting"] if each["cried_at"]} == {crying, crying_unsafe}
    assert (preview["unreachable"], preview["silent"]) == (1, 3)


@dataclass
class Caller:
    """One who may be texted, and has cried for help about their report."""

    stand: Stand
    report: str
    incident: UUID = field(default_factory=uuid4)

    @classmethod
    async def cries(cls, stand: Stand) -> "Caller":
        caller = cls(stand, (await stand.posted(a_report(caller=a_caller())))["report_id"])
        await caller.texts("they are breaking my door now help")
        return caller

    async def texts(self, words: str) -> None:
        await self.stand.hear(a_text(self.stand, words, report_id=UUID(self.report)))

    async def is_answered(self, outcome: Outcome, **changes: Any) -> None:
        await self.stand.hear(reviewed(self.stand, self.incident, self.report, outcome=outcome, **changes))

    async def is_read(self) -> None:
        for door in ("content", "caller"):
            headers = self.stand.as_staff("duty_lead")
            await self.stand.http.get(f"/v1/reports/{self.report}/{door}", headers=headers)

    async def is_spoken_with(self, **order: Any) -> dict[str, Any]:
        url, headers = f"/v1/reports/{self.report}/caller/spoken", self.stand.as_staff("duty_lead")
        answer = await self.stand.http.post(url, json=order, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def ends_told(self) -> list[str]:
        return [each.template for each in await told(self.stand) if not each.template.startswith("C2")]

    async def in_the_queue(self) -> tuple[bool, bool] | None:
        """Whether the cry waits, and whether an answer does."""
        rows = (await self.stand.http.get("/v1/queue", headers=self.stand.as_staff())).json()
        assert rows["total"] == len(rows["reports"])
        found = [row for row in rows["reports"] if row["report_id"] == self.report]
        return (found[0]["cried_at"] is not None, found[0]["answer_held"]) if found else None


async def test_the_answer_to_a_cry_is_kept_until_somebody_has_spoken_with_the_caller(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_read()
    await caller.is_answered(Outcome.NOTHING_SEEN)
    await caller.is_read()
    assert await caller.ends_told() == []
    assert await caller.in_the_queue() == (True, True)
    status = await stand.status(caller.report)
    assert (status["status"], status["reviewed"], status["caller_cried"]) == ("nothing_seen", True, True)
    assert status["tell_caller"] == "held_until_a_person_spoke_with_them"

    tried = await caller.is_spoken_with(preview=True)
    assert (tried["spoken"], await caller.ends_told(), await caller.in_the_queue()) == (False, [], (True, True))
    done = await caller.is_spoken_with(note="safe now, call 213-555-0199")

    assert [text["template"] for text in tried["texts"]] == [text["template"] for text in done["texts"]] == ["C6"]
    assert await caller.ends_told() == ["C6"]
    assert await caller.in_the_queue() is None
    status = await stand.status(caller.report)
    assert (status["caller_cried"], status["tell_caller"]) == (False, None)
    [event] = [event.data for event in await stand.announced(CallerSpokenWithV1)]
    assert (str(event.report_id), event.network_id, event.spoken_by) == (caller.report, "la", "LARK")
    assert (await caller.is_spoken_with())["texts"] == []
    assert await caller.ends_told() == ["C6"]


async def test_who_spoke_with_a_caller_and_what_they_noted_is_read_with_the_report_alone(stand: Stand) -> None:
    caller = await Caller.cries(stand)

    await caller.is_spoken_with(note="safe at a neighbour's", told=True)

    content = (await stand.http.get(f"/v1/reports/{caller.report}/content", headers=stand.as_staff())).json()
    [spoken] = content["spoken"]
    assert (spoken["by"], spoken["told"], spoken["note"]) == ("LARK", True, "safe at a neighbour's")
    async with stand.database.connection() as connection:
        assert b"neighbour" not in await connection.fetchval("SELECT note FROM caller_spoken")


async def test_what_a_caller_was_told_by_voice_no_text_says_again(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_answered(Outcome.NOTHING_SEEN)

    assert (await caller.is_spoken_with(told=True))["texts"] == []
    await caller.is_answered(Outcome.NOTHING_SEEN)
    assert await caller.ends_told() == []

    await caller.is_answered(Outcome.CONFIRMED_PAST, corrects=True, place="Soto & 1st")
    assert await caller.ends_told() == ["C4b"]


async def test_the_newest_answer_is_the_one_that_goes_out(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_answered(Outcome.NOTHING_SEEN)
    await caller.is_answered(Outcome.UNABLE)  # does not correct what was said: the caller was to hear the first
    await caller.is_answered(Outcome.CONFIRMED_PAST, corrects=True, place="Soto & 1st")

    [text] = (await caller.is_spoken_with())["texts"]

    assert (text["template"], text["params"]["place"]) == ("C4b", "Soto & 1st")
    assert await caller.ends_told() == ["C4b"]


async def test_a_correction_of_what_was_told_before_the_cry_goes_out_as_one(stand: Stand) -> None:
    caller = Caller(stand, (await stand.posted(a_report(caller=a_caller())))["report_id"])
    await caller.is_answered(Outcome.CONFIRMED_PAST, place="Soto & 1st")
    await caller.texts("they are breaking my door now help")
    await caller.is_answered(Outcome.NOTHING_SEEN, corrects=True)
    assert await caller.ends_told() == ["C4b"]

    await caller.is_spoken_with()

    assert await caller.ends_told() == ["C4b", "C19d"]


async def test_a_new_cry_keeps_the_answer_back_again(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_spoken_with()
    await caller.texts("they are back help")
    await caller.is_answered(Outcome.NOTHING_SEEN)
    assert (await caller.ends_told(), await caller.in_the_queue()) == ([], (True, True))

    await caller.is_spoken_with()

    assert await caller.ends_told() == ["C6"]


async def test_who_was_spoken_with_before_the_end_hears_it_as_anybody(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_spoken_with()

    await caller.is_answered(Outcome.NOTHING_SEEN)

    assert await caller.ends_told() == ["C6"]


async def test_an_answer_of_another_day_says_which(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    await stand.hear(
        reviewed(stand, caller.incident, caller.report, outcome=Outcome.NOTHING_SEEN, seen_at=yesterday), at=yesterday
    )

    [text] = (await caller.is_spoken_with())["texts"]

    assert text["params"]["when"][:3].isalpha()  # "sun 6:09am"


async def test_what_was_found_before_a_report_was_split_off_is_told_to_nobody(stand: Stand) -> None:
    caller = await Caller.cries(stand)
    await caller.is_answered(Outcome.NOTHING_SEEN)
    await stand.hear(stand.opened(UUID(caller.report), uuid4(), code="M4T"))

    assert (await caller.is_spoken_with())["texts"] == []
    assert await caller.ends_told() == []


async def test_who_cried_does_not_hear_that_it_could_not_be_checked_so_far(stand: Stand) -> None:
    caller = await Caller.cries(stand)

    await stand.hear(
        CheckDelayedV1(incident_id=caller.incident, network_id="la", code="K7Q", report_ids=(UUID(caller.report),))
    )

    assert [each.template for each in await told(stand)] == ["C20b"]


@pytest.mark.parametrize("how", ["unserved", "ending", "dismissed"])
async def test_whatever_end_it_is_waits(stand: Stand, how: str) -> None:
    changes = {"place": a_place(is_residence=True)} if how == "dismissed" else {}
    posted = await stand.posted(a_report(caller=a_caller(), **changes))
    caller = Caller(stand, posted["report_id"])
    head: dict[str, Any] = {"network_id": "la"}
    await caller.texts("they are breaking my door now help")
    if how == "unserved":
        await stand.hear(ReportUnservedV1(**head, report_id=UUID(caller.report), reason="outside"))
    elif how == "ending":
        told_by: dict[str, Any] = {"ending": "not_checked", "chosen_by": "LARK", "report_ids": (UUID(caller.report),)}
        await stand.hear(EndingChosenV1(**head, incident_id=caller.incident, code="K7Q", **told_by))
    else:
        order, url = {"tell": "not_checked"}, f"/v1/reports/{caller.report}/dismiss"
        answer = await stand.http.post(url, json=order, headers=stand.as_staff("duty_lead"))
        assert answer.json()["texts"] == []
    assert (await caller.ends_told(), await caller.in_the_queue()) == ([], (True, True))

    await caller.is_spoken_with()

    assert await caller.ends_told() == ["C17" if how == "unserved" else "C6b"]


async def test_nobody_is_noted_as_spoken_with_who_did_not_cry_nor_by_anybody_but_a_duty_lead(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    url = f"/v1/reports/{report}/caller/spoken"

    refused = [(await stand.http.post(url, json={}, headers=stand.as_staff(role))) for role in ("admin", "operator")]
    calm = await stand.http.post(url, json={}, headers=stand.as_staff("duty_lead"))

    assert [each.status_code for each in refused] == [403, 403]
    assert (calm.status_code, calm.json()["type"]) == (409, "urn:hotline:problem:caller-not-in-danger")
    assert await stand.count("caller_spoken") == 0


async def test_who_speaks_with_a_caller_while_the_answer_comes_leaves_none_behind(stand: Stand) -> None:
    callers = [await Caller.cries(stand) for _ in range(8)]

    await asyncio.gather(
        *(caller.is_spoken_with() for caller in callers),
        *(caller.is_answered(Outcome.NOTHING_SEEN) for caller in callers),
    )

    ends = [str(each.subject_id) for each in await told(stand) if each.template == "C6"]
    assert sorted(ends) == sorted(caller.report for caller in callers)
    assert await stand.count("held_answer") == 0


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


async def test_bare_help_is_a_cry_of_who_reported_and_of_anybody_else(stand: Stand) -> None:
    report = (await stand.posted(a_report(caller=a_caller(safe_to_text=False))))["report_id"]

    await stand.hear(a_text(stand, "ayuda", number=CALLER_PHONE, help_only=True), a_text(stand, "help", help_only=True))
    await stand.hear(a_text(stand, "INFO", number="+13235550178", help_only=True))

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    [held] = [event.data for event in await stand.announced(ReportHeldV1) if str(event.data.report_id) != report]
    assert {(str(each.report_id), each.cries) for each in texted} == {(report, True), (str(held.report_id), True)}
    assert {each.report_id: each.ref for each in texted}[held.report_id] == held.ref


async def test_a_cry_rises_above_all_that_waits_until_somebody_has_spoken_with_its_caller(stand: Stand) -> None:
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
    assert (await queue())[1] == (crying, True)
    await Caller(stand, crying).is_spoken_with()
    assert await queue() == [(told_first, True), (pressing, False), (texted, False), (crying, False)]


async def test_a_strangers_cry_is_told_at_once_and_they_are_told_whom_to_call(stand: Stand) -> None:
    await stand.hear(a_text(stand, "me estan llevando"), a_text(stand, "la migra", number="+13235550178"))

    texted = [event.data for event in await stand.announced(CallerTextedV1)]
    held = [event.data for event in await stand.announced(ReportHeldV1)]
    assert len(held) == 2
    [cry] = texted
    assert cry.cries
    assert cry.report_id in {data.report_id for data in held}
    assert [data.template for data in await told(stand)] == ["C20d"]


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
