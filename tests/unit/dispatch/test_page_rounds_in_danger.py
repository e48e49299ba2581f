"""Rounds of paging while somebody is in danger: at once, to whoever has not heard, and silenced by nothing else."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from schemas.language.catalogue import LANGUAGES, catalogue
from services.dispatch.escalation.fates import PageFate
from services.dispatch.escalation.page_texts import SceneNow
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.roster import Reach
from services.dispatch.model.team_out_there import OutThere
from tests.support.dispatch_values import NOW
from tests.support.page_rounds import HERON, MINUTE, ROBIN, SECOND, WREN, Round, a_page, texted


def test_danger_is_told_at_once_in_its_own_words_to_whoever_has_not_heard_of_it():
    left = Round(
        a_page(1),
        a_page(2, PageReason.SOS, about_id=HERON),
        a_page(3, PageReason.NOT_OK),
        known=(texted(ROBIN, SECOND),),
    )

    assert left.asked == [("ROBIN", "D1a", "KDQ"), ("ROBIN", "D11", "KFQ")]
    assert left.page(1).due_at == NOW + MINUTE


def test_a_repeat_of_danger_waits_for_its_minute_like_all_else():
    left = Round(
        a_page(1, PageReason.SOS, attempt=1, paged=(ROBIN.volunteer_id,)), known=(texted(ROBIN, MINUTE - SECOND),)
    )

    assert left.asked == []


def test_who_hears_of_one_danger_after_the_other_hides_none_from_the_backup():
    """A lead who is texted about ever new ones has no free minute for the first; it widens all the same."""
    known = texted(ROBIN, SECOND)
    page = a_page(1, PageReason.SOS, attempt=1, paged=(ROBIN.volunteer_id,))

    first = Round(page, leads=(ROBIN, WREN), known=(known,)).page()
    left = Round(replace(first, due_at=NOW), leads=(ROBIN, WREN), known=(known,))

    assert (first.attempt, first.ahead) == (1, 1)
    assert left.asked == [("WREN", "D1a", "KCQ")]


def test_whoever_was_asked_stays_in_when_somebody_before_them_is_reached_again():
    left = Round(a_page(1, attempt=1, paged=(WREN.volunteer_id,)), leads=(ROBIN, WREN))

    assert [callsign for callsign, _, _ in left.asked] == ["ROBIN", "WREN"]


MAPLE_THERE = OutThere(UUID(int=51), "MAPLE", came=True)
OTTER_THERE = OutThere(UUID(int=52), "OTTER", came=True)
HERON_COMES = OutThere(UUID(int=53), "HERON", came=False)


def told_of(
    reason: PageReason,
    *out_there: OutThere,
    meeting: str | None = "Soto St & E 3rd St",
    detail: str | None = None,
) -> MessageRequest:
    """What ROBIN reads about MAPLE while these are out there."""
    page = a_page(1, reason, about="MAPLE", about_id=MAPLE_THERE.person_id, detail=detail)
    assert page.incident_id is not None
    [text] = Round(page, scenes={page.incident_id: SceneNow(meeting, out_there)}).pending.messages
    return text


@pytest.mark.parametrize("reason", [PageReason.UNREAD_TEXT, PageReason.UNREAD_ALONE])
def test_who_is_out_there_with_whom_is_said_as_it_is_now(reason: PageReason):
    assert told_of(reason, MAPLE_THERE, OTTER_THERE).template == "D4a"
    assert told_of(reason, MAPLE_THERE, HERON_COMES).template == "D4b", "HERON is on the way, and with nobody yet"
    assert told_of(reason, MAPLE_THERE).template == "D4b"
    assert told_of(reason, OTTER_THERE).template == "D4", "MAPLE is out"
    assert told_of(reason, MAPLE_THERE, OTTER_THERE, detail="said").template == "D4b", "they say so"
    assert told_of(reason, OTTER_THERE, detail="said").template == "D4"


def test_a_page_about_danger_names_who_is_beside_them_and_keeps_the_place():
    together, alone = (
        told_of(PageReason.SOS, MAPLE_THERE, OTTER_THERE),
        told_of(PageReason.SOS, MAPLE_THERE, HERON_COMES),
    )

    assert (together.template, together.params["buddy"]) == ("D1", "OTTER")
    assert (alone.template, "buddy" in alone.params) == ("D1e", False)
    assert alone.sealed == together.sealed == {"meeting_point": "Soto St & E 3rd St"}
    assert told_of(PageReason.SOS, MAPLE_THERE, meeting=None).template == "D1a"


def test_each_sos_has_a_mail_that_says_who_where_and_with_whom_and_none_asks_for_an_answer():
    gone = replace(ROBIN, reach=Reach("opted_out", None))
    cries = [a_page(n, PageReason.SOS, about="MAPLE", about_id=MAPLE_THERE.person_id, detail=None) for n in (1, 2)]
    known = {
        cry.incident_id: SceneNow("Soto St & E 3rd St", (MAPLE_THERE, OTTER_THERE)[:n])
        for n, cry in ((1, cries[0]), (2, cries[1]))
    }
    scenes = {incident_id: scene for incident_id, scene in known.items() if incident_id is not None}

    mails = Round(*cries, a_page(3), leads=(gone,), scenes=scenes).pending.messages

    assert [mail.template for mail in mails] == ["D1f", "D1g", "D16d"]
    assert all(mail.channels == ("email",) and not mail.sealed for mail in mails)
    assert mails[1].params["buddy"] == "OTTER"
    for mail in mails:
        assert all("ACK" not in catalogue("texts", language).text("text", mail.template) for language in LANGUAGES)


def test_an_sos_is_mailed_as_soon_as_a_text_about_it_failed():
    robin = replace(ROBIN, reach=Reach(None, None))
    page = a_page(1, PageReason.SOS, attempt=1, paged=(ROBIN.volunteer_id,), message_ids=(UUID(int=900),))
    refused = PageFate(UUID(int=900), ROBIN.volunteer_id, sure=True, of_the_phone=False)

    left = Round(page, leads=(robin,), known=(texted(robin, SECOND),), lost=(refused,))

    assert left.asked == [("ROBIN", "mail:D1f", "KCQ")]


def test_whoever_is_texted_anyway_hears_of_every_sos():
    """WREN took two texts while an SOS rang with ROBIN alone."""
    cry = a_page(1, PageReason.SOS, attempt=1, due_at=NOW + 30 * SECOND, paged=(ROBIN.volunteer_id,))
    waits = a_page(2, attempt=9, paged=(WREN.volunteer_id,))

    left = Round(cry, waits, leads=(ROBIN, WREN), known=(texted(ROBIN, SECOND),))

    assert left.asked == [("WREN", "D1a", "KCQ"), ("WREN", "D5", "KDQ")]
    assert WREN.volunteer_id in left.page(1).named


def test_beside_an_sos_what_else_is_new_about_that_person_comes_with_the_next_text_of_the_minute():
    incident, code = UUID(int=201), "KCQ"
    sos = a_page(1, PageReason.SOS, about_id=HERON)
    unwell = a_page(2, PageReason.NOT_OK, about_id=HERON, incident_id=incident, code=code)

    first = Round(sos, unwell)
    put_off = first.page(2)
    second = Round(first.page(1), put_off, known=(first.addressee(ROBIN),), now=NOW + MINUTE)

    assert first.asked == [("ROBIN", "D1a", code)]
    assert (put_off.due_at, put_off.paged) == (NOW + MINUTE, ())
    assert second.asked == [("ROBIN", "D16", code)]
    assert second.pending.messages[0].params["pages"] == "KCQ:sos,KCQ:not_ok"
    assert ROBIN.volunteer_id in second.page(2).paged


def test_what_becomes_known_of_somebody_after_their_sos_waits_for_the_minute_and_not_longer():
    told = a_page(1, PageReason.SOS, about_id=HERON, attempt=1, paged=(ROBIN.volunteer_id,), due_at=NOW + 20 * SECOND)
    unwell = a_page(2, PageReason.NOT_OK, about_id=HERON, incident_id=UUID(int=201), code="KCQ")
    known = texted(ROBIN, 40 * SECOND)

    now = Round(told, unwell, known=(known,))
    then = Round(told, now.page(2), known=(known,), now=NOW + 20 * SECOND)

    assert now.asked == []
    assert then.asked == [("ROBIN", "D16", "KCQ")]


def test_that_no_text_reaches_somebody_in_danger_any_more_is_said_at_once_and_in_words():
    told = a_page(1, PageReason.SOS, about_id=HERON, attempt=1, paged=(ROBIN.volunteer_id,), due_at=NOW + 20 * SECOND)
    voice = a_page(2, PageReason.VOICE_ONLY, about_id=HERON, incident_id=UUID(int=201), code="KCQ")

    now = Round(told, voice, known=(texted(ROBIN, 40 * SECOND),))

    assert now.asked == [("ROBIN", "D8", "KCQ")]


@pytest.mark.parametrize("reason", [PageReason.VOICE_ONLY, PageReason.SOS])
def test_danger_of_somebody_else_of_the_same_mission_goes_out_at_once_by_itself(reason: PageReason):
    incident = UUID(int=201)
    left = Round(
        a_page(1, PageReason.SOS, about_id=HERON),
        a_page(2, reason, about_id=UUID(int=302), incident_id=incident),
    )

    assert [code for _, _, code in left.asked] == ["KCQ", "KDQ"]


def test_once_the_sos_was_taken_what_is_new_about_them_goes_out_at_once():
    voice = a_page(2, PageReason.VOICE_ONLY, about_id=HERON, incident_id=UUID(int=201), code="KCQ")

    left = Round(voice, known=(texted(ROBIN, 10 * SECOND),))

    assert left.asked == [("ROBIN", "D8", "KCQ")]


TOLD: dict[str, Any] = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "named_at": NOW - MINUTE}
CALLER = UUID(int=801)


def cries_anew(number: int = 2) -> Page:
    caller = {"about": "098299", "about_id": CALLER, "words_at": NOW - SECOND}
    return a_page(number, PageReason.CALLER_CRIES, **{**TOLD, **caller})


def test_a_caller_who_cries_every_minute_silences_no_sos():
    """ROBIN read of nothing but the caller for four minutes, while an SOS that nobody had taken was due in each."""
    left = Round(a_page(1, PageReason.SOS, about_id=HERON, **TOLD), cries_anew(), known=(texted(ROBIN, MINUTE),))

    assert left.asked == [("ROBIN", "D1a", "KCQ"), ("ROBIN", "D24b", "KDQ")]
    assert [left.page(number).attempt for number in (1, 2)] == [2, 2]


def test_of_several_that_are_due_beside_a_caller_one_text_tells_the_sos_first():
    sos, finding = a_page(1, PageReason.SOS, about_id=HERON, **TOLD), a_page(3, **TOLD)

    left = Round(sos, cries_anew(), finding, known=(texted(ROBIN, MINUTE),))

    assert left.asked == [("ROBIN", "D16", "KCQ"), ("ROBIN", "D24b", "KDQ")]
    assert left.pending.messages[0].params["open"] == "3"


def test_what_waits_is_told_beside_a_caller_who_cries_anew():
    left = Round(cries_anew(), a_page(3, **TOLD), known=(texted(ROBIN, MINUTE),))

    assert left.asked == [("ROBIN", "D24b", "KDQ"), ("ROBIN", "D5", "KFQ")]


def test_new_callers_within_the_minute_put_no_sos_off():
    """Each new one took a minute more of the phone, so that what was due in its minute never was told."""
    sos = a_page(1, PageReason.SOS, about_id=HERON, **{**TOLD, "due_at": NOW + 10 * SECOND})
    known = texted(ROBIN, 50 * SECOND)

    new = Round(sos, a_page(2, PageReason.CALLER_CRIES, about="098299"), known=(known,))
    then = Round(sos, new.page(2), known=(new.addressee(ROBIN),), now=NOW + 10 * SECOND)

    assert new.asked == [("ROBIN", "D24b", "KDQ")]
    assert then.asked == [("ROBIN", "D16", "KCQ")]


def test_an_sos_that_is_due_is_told_beside_a_new_caller():
    sos = a_page(1, PageReason.SOS, about_id=HERON, **TOLD)

    left = Round(sos, a_page(2, PageReason.CALLER_CRIES, about="098299"), known=(texted(ROBIN, MINUTE),))

    assert left.asked == [("ROBIN", "D1a", "KCQ"), ("ROBIN", "D24b", "KDQ")]
