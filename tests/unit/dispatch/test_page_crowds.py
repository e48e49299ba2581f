"""What a round does where much is open or many cry at once: what it counts and names, and what the timeline keeps."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.escalation.fates import PageFate
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.roster import Reach
from tests.support.dispatch_values import NOW
from tests.support.page_rounds import HERON, MINUTE, ROBIN, SECOND, WREN, Round, a_page, texted

TOLD: dict[str, Any] = {"attempt": 1, "paged": (ROBIN.volunteer_id,), "named_at": NOW - MINUTE}


# --- what is open and rings no more


def test_a_digest_counts_what_is_open_for_its_reader_also_what_rings_no_more():
    """ROBIN read of "2 open", and the ACK took three."""
    quiet = a_page(1, PageReason.SUPPORT, **{**TOLD, "due_at": None})
    not_theirs = a_page(2, PageReason.SUPPORT, due_at=None, paged=(WREN.volunteer_id,))

    left = Round(quiet, not_theirs, a_page(3), a_page(4))

    [digest] = left.pending.messages
    assert digest.params["open"] == "3"
    assert digest.params["pages"] == "KFQ:finding,KGQ:finding,KCQ:support"
    assert (left.page(1).attempt, left.page(1).due_at) == (1, None), "it rings no more for that"
    assert UUID(int=102) not in left.pending.pages


@pytest.mark.parametrize("reason", [PageReason.SUPPORT, PageReason.PAIR_MISSING])
def test_what_rings_no_more_makes_no_text_of_its_own_and_none_of_one_page_a_digest(reason: PageReason):
    quiet = a_page(1, reason, **{**TOLD, "due_at": None})

    assert Round(quiet).asked == []
    assert Round(quiet, a_page(3)).asked == [("ROBIN", "D5", "KFQ")]
    assert Round(replace(quiet, paged=(), named=())).asked == []


# --- a mail hides nobody in danger


def test_mails_name_everybody_who_is_in_danger_and_each_counts_all():
    """ "3 open: 75P alone: text, VNT danger? +1" was silent of the second caller."""
    gone = replace(ROBIN, reach=Reach("opted_out", None))
    alone = a_page(1, PageReason.UNREAD_ALONE)
    callers = [a_page(n, PageReason.CALLER_CRIES, about=f"33436{n}", about_id=UUID(int=800 + n)) for n in (2, 3)]

    left = Round(alone, *callers, a_page(4), leads=(gone,))

    mails = [text.params for text in left.pending.messages]
    assert [each["open"] for each in mails] == ["4", "4"]
    assert mails[0]["pages"] == "KCQ:unread_alone,KDQ:caller_cries:334362,+2"
    assert mails[1]["pages"].startswith("KFQ:caller_cries:334363,")
    assert len({text.id for text in left.pending.messages}) == 2


# --- many who cry within one minute


def a_cry(number: int, **changes: Any) -> Page:
    caller = {"about": f"33436{number}", "about_id": UUID(int=800 + number), "named": ()}
    return a_page(number, PageReason.CALLER_CRIES, **{**caller, **changes})


def test_a_cry_that_the_minute_had_no_text_left_for_is_named_within_a_quarter_of_it():
    """The fifth caller in five seconds was named to nobody for a minute."""
    first = Round(*(a_cry(number) for number in range(1, 5)))
    known, told = first.addressee(ROBIN), [first.page(number) for number in range(1, 5)]

    at_once = Round(*told, a_cry(5), known=(known,), now=NOW + SECOND)
    then = Round(*told, at_once.page(5), known=(known,), now=NOW + 15 * SECOND)

    assert [template for _, template, _ in first.asked] == ["D24b", "D24b", "D24b", "D16"]
    assert (at_once.asked, at_once.page(5).due_at) == ([], NOW + 15 * SECOND)
    [text] = then.pending.messages
    assert (text.template, text.params["open"]) == ("D16", "5")
    assert text.params["pages"].startswith("KHQ:caller_cries:334365,")
    assert then.page(5).named == (ROBIN.volunteer_id,)


def test_of_many_at_once_each_is_named_in_the_same_minute_and_no_text_comes_sooner_than_a_quarter_of_it():
    pages: list[Page] = [a_cry(number) for number in range(1, 9)]
    known: tuple[Addressee, ...] = ()
    texts: list[tuple[int, str]] = []
    for second in range(0, 60):
        left = Round(*pages, known=known, now=NOW + second * SECOND)
        texts += [(second, text.template) for text in left.pending.messages]
        pages = [left.pending.pages.get(page.id, page) for page in pages]
        known = tuple(left.pending.addressees.values()) or known

    assert all(page.named for page in pages)
    assert texts == [(0, "D24b"), (0, "D24b"), (0, "D24b"), (0, "D16"), (15, "D16"), (30, "D16")]


def test_a_cry_that_others_have_read_of_waits_for_the_minute_of_who_had_no_text_left():
    first = Round(*(a_cry(number) for number in range(1, 5)))
    told = [first.page(number) for number in range(1, 5)]
    read = a_cry(5, named=(WREN.volunteer_id,), attempt=1)

    left = Round(*told, read, known=(first.addressee(ROBIN),), now=NOW + 15 * SECOND)

    assert left.asked == []
    assert left.page(5).due_at == NOW + MINUTE


# --- the timeline


def test_the_timeline_says_whom_a_page_did_not_reach_and_counts_each_attempt_once():
    """ "Paged PINE (5)", "Nobody is there to be paged", "Paged PINE (7)" a second apart, and no text had gone."""
    text = UUID(int=900)
    page = a_page(1, attempt=5, due_at=NOW + 50 * SECOND, paged=(ROBIN.volunteer_id,), message_ids=(text,))

    left = Round(page, known=(texted(ROBIN, SECOND),), lost=(PageFate(text, ROBIN.volunteer_id, sure=True),))
    again = Round(left.page(), known=(left.addressee(ROBIN),), now=NOW + MINUTE)

    said = [(entry.kind, entry.params["to"]) for entry in left.pending.timeline]
    assert said == [("page_lost", "ROBIN"), ("nobody_to_page", "")]
    assert left.page().attempt == 5
    [entry] = again.pending.timeline
    assert (entry.kind, entry.params["to"], entry.params["attempt"]) == ("paged", "ROBIN", "6")


def test_what_may_have_arrived_is_not_said_to_be_lost():
    page = a_page(1, attempt=1, paged=(ROBIN.volunteer_id,), message_ids=(UUID(int=900),), due_at=NOW + MINUTE)
    doubt = PageFate(UUID(int=900), ROBIN.volunteer_id, sure=False)

    left = Round(page, known=(texted(ROBIN, SECOND),), lost=(doubt,))

    assert "page_lost" not in [entry.kind for entry in left.pending.timeline]


# --- after an outage


def cry_after_an_outage() -> Page:
    """Told a minute ago by a text that waited in vain, and anew a moment ago by one that has arrived."""
    texts = UUID(int=900), UUID(int=901)
    named = {**TOLD, "named": (ROBIN.volunteer_id,), "named_at": NOW - 2 * SECOND}
    return a_page(1, PageReason.SOS, about_id=HERON, message_ids=texts, **{**named, "due_at": NOW + 58 * SECOND})


def test_who_has_read_of_an_sos_since_is_not_told_anew_when_the_text_before_is_known_to_have_expired():
    """PINE read of the same SOS twice within a second, as soon as texts were sent again."""
    expired = PageFate(UUID(int=900), ROBIN.volunteer_id, sure=True, of_the_phone=False, expired_at=NOW - SECOND)

    left = Round(cry_after_an_outage(), known=(texted(ROBIN, 2 * SECOND),), lost=(expired,))
    another_arrived = replace(left.addressee(ROBIN), missed=0, missed_at=None)
    then = Round(left.page(), known=(another_arrived,), now=NOW + SECOND)

    assert (left.asked, then.asked) == ([], [])
    assert left.page().named == (ROBIN.volunteer_id,)


def test_who_was_told_by_no_text_since_has_not_read_of_it():
    expired = PageFate(UUID(int=900), ROBIN.volunteer_id, sure=True, of_the_phone=False, expired_at=NOW - SECOND)
    others_were = cry_after_an_outage()
    they_were_not = replace(others_were, named_at=NOW - 70 * SECOND)

    by_none = Round(others_were, known=(texted(ROBIN, 70 * SECOND),), lost=(expired,))
    of_something_else = Round(they_were_not, known=(texted(ROBIN, 2 * SECOND),), lost=(expired,))

    assert by_none.asked == [("ROBIN", "D1a", "KCQ")]
    assert (of_something_else.asked, of_something_else.page().named) == ([], ())
