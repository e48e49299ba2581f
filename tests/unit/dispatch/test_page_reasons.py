"""Why somebody is paged: each reason has its words and its text, wherever one is read."""

import re
from pathlib import Path

from schemas.events.incident import DutyPagedV2
from schemas.language.catalogue import LANGUAGES, catalogue
from services.dispatch.escalation.page_texts import LATER_FINDING, TEMPLATES
from services.dispatch.model.incident import PageReason
from services.dispatch.model.message_request import CLASS_OF
from services.notify.wording.render import REQUIRED, WORDINGS


def test_the_event_names_every_reason_there_is():
    assert [reason for reason in PageReason if f"`{reason}`" not in (DutyPagedV2.__doc__ or "")] == []


def test_every_reason_is_told_in_words_in_each_language():
    for language in LANGUAGES:
        words = catalogue("words", language)
        assert [reason for reason in PageReason if not words.text("page", reason)] == []


def test_every_reason_has_a_word_short_enough_for_a_list_of_pages():
    for wording in WORDINGS.values():
        assert set(PageReason) == wording.words["page"].keys()


def test_every_reason_has_a_text_that_is_filled_whole():
    for reason in PageReason:
        template, named = TEMPLATES[reason]
        besides = {"buddy", "meeting_point"} if reason is PageReason.SOS else set()  # of a team; D1a and D1b have none
        assert {"code", *named} | besides == REQUIRED[template], reason
        assert template in CLASS_OF, reason


def test_a_finding_after_callers_were_answered_is_told_as_any_other_but_for_that():
    assert REQUIRED[LATER_FINDING] == REQUIRED["D5"]
    assert CLASS_OF[LATER_FINDING] is CLASS_OF["D5"]


def test_the_operators_page_says_of_every_reason_what_ends_it():
    rows = [line for line in Path("docs/operators.md").read_text().splitlines() if line.startswith("| `")]
    said = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}

    assert {reason.value for reason in PageReason} <= said
