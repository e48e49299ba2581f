"""Whoever is paged reads once, in its own words, who is in danger, and where: no digest stands in for that."""

from dataclasses import replace
from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.escalation.fates import PageFate
from services.dispatch.escalation.page_texts import SceneNow, own_words, scene_now
from services.dispatch.escalation.paging import raised_again
from services.dispatch.escalation.rounds import ALARMS_IN_A_MINUTE
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import AssignmentState, MissionPerson, Page, PageReason
from services.dispatch.model.team_out_there import OutThere
from tests.support.dispatch_values import NOW, an_assignment
from tests.support.page_rounds import HERON, MINUTE, PINE, ROBIN, SECOND, WREN, Round, a_page, texted

MAPLE = MissionPerson(UUID(int=9), "MAPLE", Level.VERIFIED, ("es",))
TOLD_ROBIN = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "due_at": NOW + 30 * SECOND}


def asked(left: Round, callsign: str) -> list[tuple[str, str]]:
    return [(template, code) for who, template, code in left.asked if who == callsign]


def test_whoever_gets_a_digest_reads_an_sos_that_is_new_to_them_in_its_own_words_too():
    """WREN read "6 open, danger first: 6TD SOS, ..." and never who that was, nor where."""
    cry = a_page(1, PageReason.SOS, about_id=HERON, **TOLD_ROBIN)
    others = [a_page(n, attempt=9, paged=(WREN.volunteer_id,)) for n in (2, 3)]
    assert cry.incident_id is not None
    scene = SceneNow("Soto St & E 3rd St", (OutThere(HERON, "HERON", True), OutThere(UUID(int=9), "MAPLE", True)))

    left = Round(cry, *others, leads=(ROBIN, WREN), known=(texted(ROBIN, SECOND),), scenes={cry.incident_id: scene})

    [own, digest] = left.pending.messages
    assert (own.callsign, own.template, own.params["buddy"]) == ("WREN", "D1", "MAPLE")
    assert (own.params["callsign"], own.sealed) == ("HERON", {"meeting_point": "Soto St & E 3rd St"})
    assert (digest.callsign, digest.params["open"]) == ("WREN", "3")
    assert digest.params["pages"] == "KCQ:sos,KDQ:finding,KFQ:finding"
    assert left.page(1).named == (ROBIN.volunteer_id, WREN.volunteer_id)
    assert left.page(1).message_ids == (own.id,)


@pytest.mark.parametrize(("by_mail", "template"), [(False, "D1h"), (True, "D1c")])
def test_of_who_was_not_sent_no_page_says_where_they_are(by_mail: bool, template: str):
    """The lead looked near the zone for somebody who waited at home."""
    waiting = scene_now("Soto St & E 3rd St", [an_assignment(MAPLE, AssignmentState.SOS, confirmed_at=None)])
    page = a_page(1, PageReason.SOS, about="MAPLE", about_id=MAPLE.volunteer_id)

    said, params, sealed = own_words(page, waiting, NOW, "America/Los_Angeles", by_mail=by_mail)

    assert (said, "zone" in params, sealed) == (template, False, {})


@pytest.mark.parametrize(
    ("detail", "by_text", "by_mail"),
    [
        ("OTTER", "D1d", "D1f"),
        ("OTTER:left", "D1j", "D1f"),
        ("OTTER:paired", "D1i", "D1c"),
        ("", "D1a", "D1f"),
        (None, "D1b", "D1c"),
    ],
)
def test_off_a_mission_a_page_says_with_whom_they_were_and_whether_that_one_cries_too(
    detail: str | None, by_text: str, by_mail: str
):
    page = replace(a_page(1, PageReason.SOS, about="MAPLE", detail=detail), incident_id=None)

    text, mail = (own_words(page, SceneNow(), NOW, "America/Los_Angeles", by_mail=mail) for mail in (False, True))

    assert (text[0], mail[0]) == (by_text, by_mail)
    assert text[1].get("buddy", "OTTER") == "OTTER"


def test_beside_what_else_is_new_and_urgent_goes_the_sos_of_somebody_else():
    cry = a_page(1, PageReason.SOS, about_id=HERON, **TOLD_ROBIN)
    danger = a_page(2, PageReason.CALLER_CRIES, about="716332", attempt=9, paged=(WREN.volunteer_id,), named=())

    left = Round(cry, danger, leads=(ROBIN, WREN), known=(texted(ROBIN, SECOND), texted(WREN, SECOND)))

    assert asked(left, "WREN") == [("D1a", "KCQ"), ("D24b", "KDQ")]


def test_a_drill_is_told_beside_no_sos_that_is_real_but_not_the_other_way_round():
    drill = a_page(1, PageReason.SOS, about_id=HERON, exercise=True, **TOLD_ROBIN)
    finding = a_page(2, attempt=9, paged=(WREN.volunteer_id,))

    left = Round(drill, finding, leads=(ROBIN, WREN), known=(texted(ROBIN, SECOND),))
    of_drills = Round(drill, replace(finding, exercise=True), leads=(ROBIN, WREN), known=(texted(ROBIN, SECOND),))

    assert asked(left, "WREN") == [("D5", "KDQ")]
    assert asked(of_drills, "WREN") == [("D1a", "KCQ"), ("D5", "KDQ")]


def test_a_page_that_comes_again_is_told_in_its_own_words_again():
    taken = a_page(1, PageReason.NOT_OK, open=False, paged=(ROBIN.volunteer_id,), taken_by="ROBIN", taken_at=NOW)

    left = Round(raised_again(taken, NOW), a_page(2), known=(texted(ROBIN, SECOND),))

    assert left.asked == [("ROBIN", "D11", "KCQ")]


# --- what somebody in danger texts later


def words_of_heron(**changes: object) -> tuple[Page, Page]:
    sos = a_page(1, PageReason.SOS, about_id=HERON, open=False, taken_by="ROBIN", paged=(ROBIN.volunteer_id,))
    words = a_page(2, PageReason.SOS_WORDS, about_id=HERON, code="KCQ", attempt=2, paged=(), **changes)
    return sos, words


def test_who_never_had_the_sos_gets_it_with_the_first_page_about_what_they_texted_since():
    """WREN read "OTTER, whose SOS is open, texted again", and of no SOS before."""
    sos, words = words_of_heron()

    left = Round(words, leads=(ROBIN, WREN), taken={words.id: sos})

    assert asked(left, "ROBIN") == [("D32", "KCQ")], "who took it has read it"
    assert asked(left, "WREN") == [("D1a", "KCQ"), ("D32", "KCQ")]
    again = Round(left.page(2), leads=(ROBIN, WREN), taken={words.id: sos}, now=NOW + MINUTE)
    assert asked(again, "WREN") == [("D32", "KCQ")]


def test_a_later_cry_is_told_anew_in_its_own_words_with_the_next_text_of_the_minute():
    """The words "they are taking me in a white van" were one more line "6TD SOS" in the same digest."""
    cried_at = NOW - 10 * SECOND
    told = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "named_at": NOW - MINUTE}
    page = a_page(1, PageReason.SOS, about_id=HERON, words_at=cried_at, **told)

    soon = Round(page, a_page(2), known=(texted(ROBIN, MINUTE - SECOND),))
    left = Round(page, a_page(2), known=(texted(ROBIN, MINUTE),))

    assert soon.asked == []
    assert left.asked == [("ROBIN", "D1a", "KCQ"), ("ROBIN", "D5", "KDQ")], "and what else is due"
    assert (
        left.pending.messages[0].params["time"]
        != Round(replace(page, words_at=None)).pending.messages[0].params["time"]
    )
    later = Round(left.page(1), left.pending.pages.get(a_page(2).id, a_page(2)), now=NOW + MINUTE)
    assert later.asked == [("ROBIN", "D16", "KCQ")]


# --- many at once


def crying(*numbers: int, **changes: object) -> list[Page]:
    facts = {"code": "KCQ", "about": "", **changes}
    return [
        a_page(n, PageReason.CALLER_CRIES, **{**facts, "about_id": UUID(int=400 + n), "about": f"7163{n:02}"})
        for n in numbers
    ]


def test_of_many_who_cry_at_once_a_few_are_told_in_their_own_words_and_one_text_names_the_rest():
    """Forty strangers with "SOS" were forty texts to each."""
    cries = crying(*range(1, 16))

    left = Round(*cries)

    assert [template for template, _ in asked(left, "ROBIN")] == ["D24b"] * ALARMS_IN_A_MINUTE + ["D16"]
    digest = left.pending.messages[-1].params
    assert (digest["open"], digest["pages"]) == ("15", "KCQ:caller_cries:716304,KCQ:caller_cries:716305,+13")
    assert [bool(left.page(n).named) for n in range(1, 16)] == [True] * 5 + [False] * 10
    soon = [left.page(n) for n in range(1, 16)]
    quiet = Round(*soon, *crying(16), known=(left.addressee(ROBIN),), now=NOW + SECOND)
    assert quiet.asked == []
    later = Round(*soon, *crying(16), known=(left.addressee(ROBIN),), now=NOW + MINUTE)
    assert [template for template, _ in asked(later, "ROBIN")] == ["D24b"] * ALARMS_IN_A_MINUTE + ["D16"]
    refs = [text.params["ref"] for text in later.pending.messages if text.template == "D24b"]
    assert refs == ["716306", "716307", "716308"]


def test_one_after_the_other_within_a_minute_are_no_more():
    known, told = Addressee(ROBIN.volunteer_id), []
    pages: list[Page] = []
    for second in range(1, 10):
        left = Round(*pages, *crying(second), known=(known,), now=NOW + second * SECOND)
        pages = [left.pending.pages.get(page.id, page) for page in (*pages, *crying(second))]
        known = left.pending.addressees.get(ROBIN.volunteer_id, known)
        told += [template for _, template, _ in left.asked]

    assert told == ["D24b", "D24b", "D24b", "D16"]


def test_an_sos_waits_for_none_of_them():
    known = texted(ROBIN, SECOND, alarms=ALARMS_IN_A_MINUTE + 1, alarmed_at=NOW - SECOND)

    left = Round(a_page(1, PageReason.SOS, about_id=HERON), *crying(2), known=(known,))

    assert left.asked == [("ROBIN", "D1a", "KCQ")]


def test_whoever_took_some_is_told_of_the_next_at_once():
    known = texted(ROBIN, SECOND, alarms=ALARMS_IN_A_MINUTE + 1, alarmed_at=NOW - SECOND).after_an_answer()

    assert Round(*crying(2), known=(known,)).asked == [("ROBIN", "D24b", "KCQ")]


# --- what a digest names


def test_no_danger_hides_behind_something_that_waits():
    """A report that waits stood where a cry was counted."""
    told = {"paged": (ROBIN.volunteer_id,), "attempt": 1}
    cries = crying(1, 2, 3, **told)

    [digest] = Round(*cries, *(a_page(n, PageReason.HELD) for n in (4, 5, 6))).pending.messages

    assert digest.params["pages"] == "KCQ:caller_cries:716301,KCQ:caller_cries:716302,+4"


@pytest.mark.parametrize(("reason", "template"), [(PageReason.NOT_OK, "D16"), (PageReason.HELD, "D16c")])
def test_only_where_somebody_is_in_danger_it_says_that_they_come_first(reason: PageReason, template: str):
    left = Round(a_page(1, reason, paged=(ROBIN.volunteer_id,)), a_page(2))

    assert [name for name, _ in asked(left, "ROBIN")] == [template]


def test_what_a_digest_counts_is_what_it_names_and_how_many_more():
    alike = [a_page(n, PageReason.UNREAD_TEXT, code="KCQ") for n in range(1, 8)]

    [digest] = Round(*alike, *(a_page(n, PageReason.UNSERVED) for n in range(8, 15))).pending.messages

    *named, more = digest.params["pages"].split(",")
    assert named.count("KCQ:unread_text") == 7
    assert int(digest.params["open"]) == len(named) + int(more) == 14


# --- after an outage


def test_whom_a_text_reached_after_one_before_it_was_lost_is_not_told_the_same_again_at_once():
    """The SOS of 9:10 expired as that of 9:11 was made; that one arrived, and a third within a second."""
    first, second = UUID(int=900), UUID(int=901)
    page = a_page(1, PageReason.SOS, attempt=2, message_ids=(first, second), paged=(ROBIN.volunteer_id,))
    lost = PageFate(first, ROBIN.volunteer_id, sure=True, of_the_phone=False)
    after_loss = Round(page, known=(texted(ROBIN, SECOND),), lost=(lost,))
    assert after_loss.page().named == ()

    left = Round(
        after_loss.page(),
        known=(after_loss.addressee(ROBIN).after_an_arrival(),),
        arrived={second: ROBIN.volunteer_id},
        now=NOW + SECOND,
    )

    assert left.asked == []
    assert left.page().named == (ROBIN.volunteer_id,)


# --- how often


def test_a_text_that_was_lost_is_counted_once():
    """Paged PINE (6) stood beside (7) in one second: each loss counted as an attempt, and the next one again."""
    lost = PageFate(UUID(int=900), ROBIN.volunteer_id, sure=True, of_the_phone=False)
    page = a_page(1, attempt=1, message_ids=(UUID(int=900),), paged=(ROBIN.volunteer_id,))

    left = Round(page, leads=(ROBIN, WREN), others=(PINE,), known=(texted(ROBIN, SECOND),), lost=(lost,))

    assert left.told == [("WREN", 2)]
    alone = Round(replace(page, reason=PageReason.SOS), known=(texted(ROBIN, SECOND),), lost=(lost,))
    assert (alone.told, alone.page().attempt) == ([], 1), "nobody was asked"
