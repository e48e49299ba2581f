"""One round of paging at each edge of its rules: who is texted about what, who rests, who is mailed, when it is due."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.escalation.fates import PageFate, PageFates
from services.dispatch.escalation.paging import begun_again, tell_it_is_over
from services.dispatch.escalation.rounds import page_people
from services.dispatch.model.addressee import LONGEST_REST, MAIL_EVERY, Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges
from services.dispatch.model.roster import UNDELIVERED, Reach
from tests.support.dispatch_values import NETWORK, NOW
from tests.support.page_rounds import HERON, MINUTE, PINE, ROBIN, SECOND, WREN, Round, a_page, texted

# --- one text a minute


def test_a_finding_after_callers_were_answered_is_told_as_that():
    left = Round(a_page(detail="answered nothing_seen"))

    assert left.asked == [("ROBIN", "D5b", "KCQ")]
    [text] = left.pending.messages
    assert text.params["outcome"] == "nothing_seen"


def test_one_page_is_told_in_its_own_words_and_again_in_a_minute():
    left = Round(a_page())

    assert left.asked == [("ROBIN", "D5", "KCQ")]
    assert left.told == [("ROBIN", 1)]
    assert [entry.kind for entry in left.pending.timeline] == ["paged"]
    page = left.page()
    assert (page.attempt, page.due_at, page.paged) == (1, NOW + MINUTE, (ROBIN.volunteer_id,))
    assert page.message_ids == (left.pending.messages[0].id,)
    assert [(timer.subject_id, timer.due_at) for timer in left.pending.timers] == [(page.id, NOW + MINUTE)]
    assert left.addressee(ROBIN).texted_at == NOW
    assert left.pending.messages[0].not_after == NOW + MINUTE


def test_several_are_one_digest_with_who_is_in_danger_first():
    left = Round(
        a_page(1, attempt=1, paged=(ROBIN.volunteer_id,)),
        a_page(2, PageReason.SOS, attempt=1, paged=(ROBIN.volunteer_id,)),
        a_page(3, PageReason.NOT_OK, attempt=1, paged=(ROBIN.volunteer_id,)),
    )

    assert left.asked == [("ROBIN", "D16", "KDQ")]
    [digest] = left.pending.messages
    assert digest.params == {"code": "KDQ", "open": "3", "pages": "KDQ:sos,KFQ:not_ok,KCQ:finding"}
    assert [left.page(number).attempt for number in (1, 2, 3)] == [2, 2, 2]


def test_a_digest_counts_everybody_who_is_in_danger():
    told = {"attempt": 1, "paged": (ROBIN.volunteer_id,)}
    crying = [a_page(n, PageReason.SOS, code="KCQ", about_id=UUID(int=50 + n), **told) for n in (1, 2)]
    twice = [a_page(n, PageReason.UNREAD_TEXT, code="KFQ", **told) for n in (3, 4)]

    [digest] = Round(*crying, *twice).pending.messages

    assert digest.params == {"code": "KCQ", "open": "4", "pages": "KCQ:sos,KCQ:sos,KFQ:unread_text,KFQ:unread_text"}


@pytest.mark.parametrize(("ago", "texts"), [(MINUTE - SECOND, 0), (MINUTE, 1)])
def test_whoever_was_texted_within_the_minute_waits_for_the_next(ago: timedelta, texts: int):
    left = Round(a_page(), known=(texted(ROBIN, ago),))

    assert len(left.asked) == texts
    page = left.page()
    assert (page.attempt, page.due_at) == ((1, NOW + MINUTE) if texts else (0, NOW + SECOND))
    assert [timer.due_at for timer in left.pending.timers] == [page.due_at]


def test_what_is_not_due_yet_is_in_the_digest_all_the_same_and_stays_due_when_it_was():
    later = NOW + 20 * SECOND
    left = Round(a_page(1), a_page(2, due_at=later, attempt=1))

    assert left.asked == [("ROBIN", "D16c", "KCQ")]
    assert (left.page(2).attempt, left.page(2).due_at) == (1, later)
    assert left.page(2).paged == (ROBIN.volunteer_id,), "they may take it: they were told of it"
    assert left.told == [("ROBIN", 1)]


def test_nothing_due_is_nothing_told():
    left = Round(a_page(due_at=NOW + SECOND, attempt=1))

    assert (left.asked, left.pending.pages) == ([], {})


def test_a_drill_never_stands_beside_what_is_real():
    left = Round(a_page(1, exercise=True), a_page(2), a_page(3))

    assert left.asked == [("ROBIN", "D16c", "KDQ")]
    assert left.pending.messages[0].exercise is False
    assert (left.page(1).attempt, left.page(1).due_at) == (0, NOW + MINUTE)


def test_a_digest_names_what_fits_in_either_language_and_says_how_many_more():
    left = Round(*(a_page(number) for number in range(1, 16)))

    [digest] = left.pending.messages
    assert digest.params["open"] == "15"
    assert digest.params["pages"].split(",")[-2:] == ["KGQ:finding", "+11"]
    assert [bool(left.page(number).named) for number in range(1, 16)] == [True] * 4 + [False] * 11


def minutes_of(pages: list[Page], count: int) -> list[str]:
    """What each of so many digests named, a minute apart, where nobody answers."""
    said: list[str] = []
    for minute in range(count):
        left = Round(*pages, now=NOW + minute * MINUTE)
        said += [text.params["pages"] for text in left.pending.messages if text.template in ("D16", "D16c")]
        pages = [left.pending.pages.get(page.id, page) for page in pages]
    return said


def test_each_page_is_named_in_its_turn_however_much_is_open_and_danger_stays_first():
    told = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "named": (ROBIN.volunteer_id,)}
    danger = [a_page(1, PageReason.SOS, **told), a_page(2, PageReason.CALLER_CRIES, **told)]
    rest = [a_page(number, PageReason.UNREAD_TEXT) for number in range(3, 11)]

    said = minutes_of([*danger, *rest], 9)

    assert all(each.startswith("KCQ:sos,KDQ:caller_cries:HERON,") for each in said[:1])
    assert all(each.startswith("KCQ:sos,") for each in said)
    assert all(any(f"{page.code}:" in each for each in said) for page in rest)
    assert len(set(said)) > 4, "and they do not name the same few again and again"


@pytest.mark.parametrize("cries", [2, 4])
def test_danger_that_takes_every_place_leaves_the_last_of_every_second_text_to_the_rest(cries: int):
    """Of seven open pages nine digests named two or more cries, and never what else was open."""
    told = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "named": (ROBIN.volunteer_id,)}
    danger = [
        a_page(n, PageReason.CALLER_CRIES, about=f"33436{n}", about_id=UUID(int=800 + n), **told)
        for n in range(1, cries + 1)
    ]
    rest = [a_page(number, PageReason.UNREAD_TEXT) for number in range(5, 8)]

    said = minutes_of([*danger, *rest], 8)

    assert all(any(f"{page.code}:" in each for each in said[:6]) for page in rest)
    assert all("caller_cries" in each.split(",")[0] for each in said)
    assert all(any(page.about in each for each in said[4:]) for page in danger if page.about)
    assert [each.count("caller_cries") for each in said[:4]] == [2, 1, 2, 1]


def test_what_was_named_takes_turns():
    said = minutes_of([a_page(number) for number in range(1, 9)], 4)

    assert [each.split(",")[0] for each in said] == ["KCQ:finding", "KHQ:finding", "KCQ:finding", "KHQ:finding"]


def test_a_page_that_a_digest_only_counted_is_not_told():
    support = a_page(14, PageReason.SUPPORT)

    left = Round(*(a_page(number) for number in range(1, 12)), support)

    assert "support" not in left.pending.messages[0].params["pages"]
    assert left.page(14).due_at == NOW + MINUTE


# --- texts that were lost


def test_a_lost_page_goes_to_the_next_person_at_once_and_the_phone_rests():
    text = UUID(int=900)
    page = a_page(1, attempt=1, due_at=NOW + 50 * SECOND, paged=(ROBIN.volunteer_id,), message_ids=(text,))
    lost = PageFate(text, ROBIN.volunteer_id, sure=True)

    left = Round(page, leads=(ROBIN, WREN), known=(texted(ROBIN, 10 * SECOND),), lost=(lost,))

    assert left.asked == [("WREN", "D5", "KCQ")]
    assert (left.addressee(ROBIN).missed, left.addressee(ROBIN).resting_until) == (1, NOW + MINUTE)
    assert left.page().message_ids == (left.pending.messages[0].id,)


def test_where_nobody_knows_what_became_of_it_the_backup_is_asked_and_the_phone_needs_no_rest():
    text = UUID(int=900)
    page = a_page(1, attempt=1, due_at=NOW + 50 * SECOND, paged=(ROBIN.volunteer_id,), message_ids=(text,))
    doubt = PageFate(text, ROBIN.volunteer_id, sure=False)

    left = Round(page, leads=(ROBIN, WREN), known=(texted(ROBIN, 10 * SECOND),), lost=(doubt,))

    assert left.asked == [("WREN", "D5", "KCQ")]
    assert ROBIN.volunteer_id not in left.pending.addressees
    assert (left.page().attempt, left.page().ahead) == (2, 1), "asked twice, as widely as the third time"


def test_what_became_of_a_text_about_something_else_moves_nothing():
    left = Round(
        a_page(1, attempt=1, due_at=NOW + SECOND, message_ids=(UUID(int=901),)),
        lost=(PageFate(UUID(int=900), WREN.volunteer_id, sure=True),),
    )

    assert (left.asked, left.pending.pages) == ([], {})


def test_what_a_provider_refused_makes_no_phone_rest_and_is_asked_about_wider_and_once_a_minute():
    """ROBIN, the lead on duty, whose phone was never dead, heard of an SOS after the backup and the coordinator."""
    text = UUID(int=900)
    page = a_page(1, PageReason.SOS, attempt=1, paged=(ROBIN.volunteer_id,), message_ids=(text,))
    refused = PageFate(text, ROBIN.volunteer_id, sure=True, of_the_phone=False)

    first = Round(page, leads=(ROBIN, WREN), known=(texted(ROBIN, 10 * SECOND),), lost=(refused,))
    soon = Round(first.page(), leads=(ROBIN,), known=(first.addressee(ROBIN),), now=NOW + 49 * SECOND)
    later = Round(first.page(), leads=(ROBIN,), known=(first.addressee(ROBIN),), now=NOW + 50 * SECOND)

    assert first.asked == [("WREN", "D1a", "KCQ")]
    assert (first.addressee(ROBIN).missed, first.addressee(ROBIN).resting_until) == (1, None)
    assert first.page().named == (WREN.volunteer_id,), "who was sent what did not arrive was told nothing"
    assert (soon.asked, later.asked) == ([], [("ROBIN", "D1a", "KCQ")])


def test_an_sos_is_told_at_once_to_whoever_can_be_reached_again_and_before_that_something_else_is_over():
    page = a_page(1, PageReason.SOS, attempt=5, due_at=NOW + 50 * SECOND, paged=(PINE.volunteer_id,))
    over = a_page(2, PageReason.EXHAUSTED, paged=(ROBIN.volunteer_id,))
    pending = PendingChanges()
    duty = NetworkDuty(NETWORK, (ROBIN,), (PINE,))
    tell_it_is_over([over], duty, pending)
    assert [(text.callsign, text.template) for text in pending.messages] == [("ROBIN", "D33")]

    page_people(duty, [page], {}, PageFates(), pending, NOW)

    assert [(text.callsign, text.template) for text in pending.messages] == [("ROBIN", "D1a")]
    assert pending.pages[page.id].due_at == page.due_at, "the others hear again when it is due"


def test_nobody_is_thanked_for_a_page_that_never_reached_them():
    pending = PendingChanges()

    tell_it_is_over([a_page(paged=(ROBIN.volunteer_id,), named=())], NetworkDuty(NETWORK, (ROBIN,)), pending)

    assert pending.messages == []


@pytest.mark.parametrize(("missed", "rest"), [(0, MINUTE), (1, 2 * MINUTE), (3, 8 * MINUTE), (4, LONGEST_REST)])
def test_a_dead_phone_rests_twice_as_long_each_time(missed: int, rest: timedelta):
    addressee = Addressee(ROBIN.volunteer_id, missed=missed).after_a_miss(NOW, MINUTE, of_the_phone=True)

    assert (addressee.missed, addressee.resting_until) == (missed + 1, NOW + rest)
    assert addressee.rests(NOW + rest - SECOND)
    assert not addressee.rests(NOW + rest)


# --- nobody


def test_where_nobody_can_be_texted_that_is_told_and_asked_again():
    gone = replace(ROBIN, reach=Reach("opted_out", "no_contact"))

    left = Round(a_page(), leads=(gone,))

    assert left.asked == []
    assert left.told == [(None, 1)]
    assert [entry.kind for entry in left.pending.timeline] == ["nobody_to_page"]
    assert [page.id for page in left.pending.unheard] == [a_page().id]
    assert (left.page().attempt, left.page().due_at) == (1, NOW + MINUTE)


def test_everybody_rests_is_nobody_too():
    left = Round(a_page(), known=(texted(ROBIN, MINUTE, missed=1, resting_until=NOW + SECOND),))

    assert (left.asked, left.told) == ([], [(None, 1)])


def test_a_phone_that_took_nothing_lately_is_tried_when_there_is_no_other():
    dead = replace(ROBIN, reach=Reach("undelivered", "no_contact"))

    assert Round(a_page(), leads=(dead,)).asked == [("ROBIN", "D5", "KCQ")]
    assert Round(a_page(), leads=(dead, WREN)).asked == [("WREN", "D5", "KCQ")]


@pytest.mark.parametrize(("ago", "mails"), [(MAIL_EVERY - SECOND, 0), (MAIL_EVERY, 1)])
def test_mail_stands_in_every_ten_minutes_in_a_digest(ago: timedelta, mails: int):
    gone = replace(ROBIN, reach=Reach("opted_out", None))
    known = Addressee(ROBIN.volunteer_id, mailed_at=NOW - ago)

    left = Round(a_page(1), a_page(2), leads=(gone,), known=(known,))

    assert left.asked == [("ROBIN", "mail:D16d", "KCQ")] * mails
    assert [page.paged for page in left.pending.pages.values()] == [(ROBIN.volunteer_id,) * mails] * 2


def test_danger_is_mailed_at_once_to_whoever_has_not_heard_of_it():
    gone = replace(ROBIN, reach=Reach("opted_out", None))
    known = Addressee(ROBIN.volunteer_id, mailed_at=NOW - SECOND)
    page = a_page(1, PageReason.SOS)

    before = replace(known, mailed_at=page.raised_at - SECOND)

    assert Round(page, leads=(gone,), known=(before,)).asked == [("ROBIN", "mail:D1f", "KCQ")]
    texted = replace(page, paged=(ROBIN.volunteer_id,))
    assert Round(texted, leads=(gone,), known=(before,)).asked == [("ROBIN", "mail:D1f", "KCQ")], "in vain"
    assert Round(page, leads=(gone,), known=(known,)).asked == []


@pytest.mark.parametrize(("ago", "mails"), [(2 * MINUTE - SECOND, 0), (2 * MINUTE, 1)])
def test_an_sos_that_reaches_nobody_is_mailed_every_two_minutes(ago: timedelta, mails: int):
    gone = replace(ROBIN, reach=Reach("opted_out", None))
    known = Addressee(ROBIN.volunteer_id, mailed_at=NOW - ago)

    left = Round(a_page(1, PageReason.SOS), leads=(gone,), known=(known,))

    assert left.asked == [("ROBIN", "mail:D1f", "KCQ")] * mails


def test_an_sos_is_mailed_beside_a_text_to_a_phone_that_was_dead_lately():
    dead = replace(ROBIN, reach=Reach(UNDELIVERED, None))

    assert Round(a_page(1, PageReason.SOS), leads=(dead,)).asked == [
        ("ROBIN", "D1a", "KCQ"),
        ("ROBIN", "mail:D1f", "KCQ"),
    ]
    assert Round(a_page(1), leads=(dead,)).asked == [("ROBIN", "D5", "KCQ")]


# --- the end


@pytest.mark.parametrize(("reason", "again"), [(PageReason.FINDING, False), (PageReason.SOS, True)])
def test_after_an_hour_only_an_sos_is_asked_again(reason: PageReason, again: bool):
    left = Round(a_page(1, reason, attempt=59, paged=(ROBIN.volunteer_id,)))

    assert (left.page().attempt, left.page().due_at is not None) == (60, again)
    assert bool(left.pending.timers) is again


@pytest.mark.parametrize("reason", [PageReason.SOS, PageReason.UNREAD_TEXT, PageReason.FINDING])
def test_nobody_is_paged_about_themselves(reason: PageReason):
    about_the_lead = a_page(1, reason, about="ROBIN", about_id=ROBIN.volunteer_id)

    assert [callsign for callsign, *_ in Round(about_the_lead, leads=(ROBIN, WREN)).asked] == ["WREN"]
    assert Round(about_the_lead, leads=(ROBIN,)).asked == []


# --- what is told once


@pytest.mark.parametrize(("sure", "asked"), [(True, ["WREN"]), (False, ["ROBIN", "WREN"])])
def test_a_page_that_was_told_once_goes_on_only_where_its_text_may_not_have_arrived(sure: bool, asked: list[str]):
    text = UUID(int=900)
    page = a_page(1, PageReason.SUPPORT, attempt=1, due_at=None, paged=(ROBIN.volunteer_id,), message_ids=(text,))
    lost = PageFate(text, ROBIN.volunteer_id, sure=sure)

    first = Round(a_page(1, PageReason.SUPPORT), leads=(ROBIN, WREN))
    after = Round(page, leads=(ROBIN, WREN), known=(texted(ROBIN, MINUTE),), lost=(lost,))

    assert (first.asked, first.page().due_at, first.pending.timers) == ([("ROBIN", "D30", "KCQ")], None, [])
    assert [callsign for callsign, *_ in after.asked] == asked
    assert after.page().due_at is None


def test_a_page_that_was_told_once_begins_again_with_whatever_comes_within_half_an_hour():
    once, pressing = a_page(1, PageReason.SUPPORT, attempt=3, due_at=None), a_page(2, PageReason.HELD, due_at=None)

    assert (begun_again(once, NOW).attempt, begun_again(once, NOW).due_at) == (0, NOW + 30 * MINUTE)
    assert begun_again(pressing, NOW).due_at == NOW


# --- what others did meanwhile


def test_whoever_was_asked_while_a_page_was_decided_on_stays_asked():
    read = a_page(paged=(ROBIN.volunteer_id,), message_ids=(UUID(int=900),), attempt=4)
    locked = replace(read, paged=(ROBIN.volunteer_id, WREN.volunteer_id), message_ids=(UUID(int=901),), attempt=5)
    decided = replace(read, attempt=0, due_at=NOW)

    kept = decided.after(locked)

    assert kept.paged == (ROBIN.volunteer_id, WREN.volunteer_id)
    assert kept.message_ids == (UUID(int=901), UUID(int=900))
    assert (kept.attempt, kept.due_at) == (0, NOW)
    assert decided.after(None) is decided


# --- called in from off duty


CALLED_IN: dict[str, Any] = {"attempt": 30, "paged": (ROBIN.volunteer_id, PINE.volunteer_id)}


@pytest.mark.parametrize(
    ("ago", "asked"), [(5 * MINUTE - SECOND, ["ROBIN"]), (5 * MINUTE, ["ROBIN", "PINE"])], ids=["not yet", "again"]
)
def test_who_was_called_in_beside_those_on_duty_is_texted_every_five_minutes(ago: timedelta, asked: list[str]):
    left = Round(a_page(**CALLED_IN), others=(PINE,), known=(texted(ROBIN, MINUTE), texted(PINE, ago)))

    assert [callsign for callsign, *_ in left.asked] == asked
    assert left.page().due_at == NOW + MINUTE


def test_in_danger_and_where_nobody_on_duty_is_reached_whoever_is_called_in_is_texted_each_minute():
    known = (texted(ROBIN, MINUTE), texted(PINE, MINUTE))
    urgent = a_page(1, PageReason.SOS, about_id=HERON, **CALLED_IN)

    in_danger = Round(urgent, others=(PINE,), known=known)
    nobody_on_duty = Round(a_page(**CALLED_IN), leads=(), others=(PINE,), known=known)

    assert [callsign for callsign, *_ in in_danger.asked] == ["ROBIN", "PINE"]
    assert [callsign for callsign, *_ in nobody_on_duty.asked] == ["PINE"]


def test_who_is_called_in_for_the_first_time_is_texted_at_once():
    left = Round(a_page(attempt=11, paged=(ROBIN.volunteer_id,)), others=(PINE,), known=(texted(ROBIN, MINUTE),))

    assert [callsign for callsign, *_ in left.asked] == ["ROBIN", "PINE"]
